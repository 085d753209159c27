import { plainText } from '@certbridge/plain-text';
import type { CliIo } from '../../cli-io.ts';
import { renderCsvLine } from '../../commands/csv.ts';
import { formatLocalTime } from '../../commands/local-time.ts';
import { printPieces } from '../../print-pieces.ts';
import { printedJson } from '../../printed.ts';
import type { StoredRequest } from '../database/request-row.ts';
import type { PlaceOptions } from './place.ts';
import { describeRequest } from './render-request.ts';
import { nameStatus, type StatusGroup, statusGroups } from './status-names.ts';
import { withDatabase } from './with-database.ts';

/** A list as the command line asks for it. */
export interface CaListCommand extends PlaceOptions {
  readonly status?: StatusGroup | undefined;
  /** Only issued certificates that expire within so many milliseconds. */
  readonly expiringIn?: number | undefined;
  readonly format: 'text' | 'json' | 'csv';
}

type Requests = Iterable<StoredRequest>;

/** Prints requests of the database; returns the exit code. Needs no connection. */
export function runCaList(
  { status, expiringIn, format, ...place }: CaListCommand,
  io: CliIo,
): Promise<number> {
  return withDatabase(place, {
    io,
    work: async ({ requests }) => {
      const now = new Date();
      const expiring =
        expiringIn === undefined ? undefined : { after: now, until: new Date(now.getTime() + expiringIn) };
      const group = status ?? (expiring === undefined ? undefined : 'issued');
      const statuses = group === undefined ? undefined : statusGroups[group];
      await printPieces(io.stdout, renderers[format](requests.list({ statuses, expiring })), {
        signal: io.signal,
      });
    },
  });
}

const renderers: Record<CaListCommand['format'], (requests: Requests) => Generator<string>> = {
  text: renderText,
  json: renderJson,
  csv: renderCsv,
};

function* renderText(requests: Requests): Generator<string> {
  let count = 0;
  for (const { id, status, productId, certificate } of requests) {
    if (count === 0) yield renderRow(['ID', 'STATUS', 'PRODUCT', 'EXPIRES', 'SUBJECT']);
    const expires = certificate === null ? '' : formatLocalTime(certificate.notAfter).slice(0, 16);
    yield renderRow([id, nameStatus(status), productId ?? '', expires, certificate?.subject ?? '']);
    count += 1;
  }
  yield count === 0 ? 'No request.\n' : `${count} request${count === 1 ? '' : 's'}.\n`;
}

/** Lists may be long, so the widths are not those of the longest text. */
function renderRow(cells: readonly string[]): string {
  const widths = [10, 10, 10, 18, 0];
  const row = cells.map((cell, index) => plainText(cell).padEnd(widths[index] ?? 0));
  return `${row.join(' ').trimEnd()}\n`;
}

/** One document, a request a line. */
function* renderJson(requests: Requests): Generator<string> {
  yield '{"requests":[';
  let separator = '\n';
  for (const request of requests) {
    yield `${separator}${printedJson(describeRequest(request))}`;
    separator = ',\n';
  }
  yield ']}\n';
}

function* renderCsv(requests: Requests): Generator<string> {
  yield renderCsvLine([
    ...['id', 'status', 'productId', 'serialNumber', 'subject', 'subjectAlternativeNames', 'issuer'],
    ...['notBefore', 'notAfter', 'revocationDate', 'revocationReason', 'sha256', 'statusMessage'],
  ]);
  for (const { certificate, ...request } of requests) {
    const { id, status, productId, revocationDate, revocationReason, statusMessage } = request;
    yield renderCsvLine([
      ...[id, nameStatus(status), productId, certificate?.serialNumber ?? null],
      ...[certificate?.subject ?? null, certificate?.subjectAlternativeNames.join(' ') ?? null],
      ...[certificate?.issuer ?? null, certificate?.notBefore ?? null, certificate?.notAfter ?? null],
      ...[revocationDate, revocationReason, certificate?.sha256 ?? null, statusMessage],
    ]);
  }
}
