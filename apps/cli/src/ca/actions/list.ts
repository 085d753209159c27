import { commonNameOf, listFilter, nameState, type StoredRequest } from '@certbridge/ca-host';
import { countNoun, plainText } from '@certbridge/plain-text';
import { renderCsvLine } from '../../actions/csv.ts';
import { formatLocalTime } from '../../actions/local-time.ts';
import { defineAction } from '../../frame/action.ts';
import { printedJson } from '../../printed.ts';
import { csvOption, jsonOption } from '../../shared-options.ts';
import { statusGroup, timeSpan } from '../option-values.ts';
import { databaseAction, viewOfDatabase } from './place.ts';
import { renderProduct } from './render-product.ts';
import { describeRequest } from './render-request.ts';

/** Prints requests of the database. Needs no connection. */
export const listAction = defineAction(
  () =>
    databaseAction('list', 'list the requests of the database')
      .option('--status <status>', 'only those issued, expired, pending, revoked or failed', statusGroup)
      .option(
        '--expiring-in <time>',
        'only certificates that expire within it, for example 30d or 12h',
        timeSpan,
      )
      .addOption(jsonOption())
      .addOption(csvOption('request')),
  (io, { status, expiringIn, json, csv, ...place }) =>
    viewOfDatabase(io, place, async ({ store: { requests } }, { printer }) => {
      const filter = listFilter({ status, expiringInMs: expiringIn }, new Date());
      let none = true;
      const found = tapped(requests.list(filter), () => {
        none = false;
      });
      const render = json ? renderJson : csv ? renderCsv : renderText;
      await printer.showList(render(found));
      // An empty list of a database that has others is the filter's doing.
      const filtered =
        none && filter.statuses !== undefined && requests.list({})[Symbol.iterator]().next().done !== true;
      return filtered
        ? { notes: ['No request in the database fits the filter; without it there are some.'] }
        : {};
    }),
);

type Requests = Iterable<StoredRequest>;

function* tapped(requests: Requests, found: () => void): Generator<StoredRequest> {
  for (const request of requests) {
    found();
    yield request;
  }
}

function* renderText(requests: Requests): Generator<string> {
  let count = 0;
  for (const request of requests) {
    const { id, productId, productName, certificate } = request;
    if (count === 0) yield renderRow(['ID', 'STATUS', 'PRODUCT', 'EXPIRES', 'SUBJECT']);
    const expires = certificate === null ? '' : formatLocalTime(certificate.notAfter).slice(0, 16);
    const product = productId === null ? '' : renderProduct({ productId, productName });
    yield renderRow([
      id,
      nameState(request),
      product,
      expires,
      certificate?.subject ?? commonNameOf(request) ?? '',
    ]);
    count += 1;
  }
  yield count === 0 ? 'No request.\n' : `${countNoun(count, 'request')}.\n`;
}

/** Lists may be long, so the widths are not those of the longest text. */
function renderRow(cells: readonly string[]): string {
  const widths = [10, 10, 24, 18, 0];
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
    ...['productName', 'commonName'],
  ]);
  for (const request of requests) {
    const { id, certificate, productId, productName, revocationDate, revocationReason, statusMessage } =
      request;
    yield renderCsvLine([
      ...[id, nameState(request), productId, certificate?.serialNumber ?? null],
      ...[certificate?.subject ?? null, certificate?.subjectAlternativeNames.join(' ') ?? null],
      ...[certificate?.issuer ?? null, certificate?.notBefore ?? null, certificate?.notAfter ?? null],
      ...[revocationDate, revocationReason, certificate?.sha256 ?? null, statusMessage],
      ...[productName, commonNameOf(request)],
    ]);
  }
}
