import {
  hideSensitive,
  type ListedRun,
  type RecordedCertificate,
  renderRecordedCertificate,
  renderRun,
} from '@certbridge/metadata-sync';
import type { CliIo } from '../cli-io.ts';
import { printPieces } from '../print-pieces.ts';
import { printedJson, printedLines } from '../printed.ts';
import { renderCsvLine } from './csv.ts';
import { describeNoRuns, findRun } from './find-run.ts';
import { formatLocalTime } from './local-time.ts';
import { type HistoryOptions, withHistory } from './open-history.ts';
import { addStatus } from './run-status.ts';

/** The run to show, as the command line names it. */
export interface ShowCommand extends HistoryOptions {
  readonly run: string;
  /** Serial number. */
  readonly certificate?: string | undefined;
  readonly format: 'text' | 'json' | 'csv';
}

type Certificates = AsyncIterable<RecordedCertificate>;

/** Prints what a run set out to write and what became of it, and returns the exit code. */
export function runShow(
  { run: name, certificate, format, ...options }: ShowCommand,
  io: CliIo,
): Promise<number> {
  return withHistory(options, {
    io,
    work: async ({ store, configDirectory }) => {
      if (store === undefined) throw describeNoRuns();
      const [run] = await addStatus([await findRun(store, name)], configDirectory);
      if (run === undefined) return;
      let found = 0;
      const certificates = counted(store.certificatesOf(run.runId, { serialNumber: certificate }), () => {
        found += 1;
      });
      await printPieces(io.stdout, renderers[format](run, certificates), { signal: io.signal });
      if (found > 0) return;
      const which = certificate === undefined ? 'any certificate' : `a certificate ${certificate}`;
      const output = format === 'text' ? io.stdout : io.stderr;
      output.write(`${format === 'text' ? '\n' : ''}This run set out to write nothing to ${which}.\n`);
    },
  });
}

async function* counted(certificates: Certificates, found: () => void): AsyncGenerator<RecordedCertificate> {
  for await (const certificate of certificates) {
    found();
    yield certificate;
  }
}

const renderers: Record<
  ShowCommand['format'],
  (run: ListedRun, certificates: Certificates) => AsyncGenerator<string>
> = { text: renderText, json: renderJson, csv: renderCsv };

async function* renderText(run: ListedRun, certificates: Certificates): AsyncGenerator<string> {
  yield printedLines(renderRun(run, formatLocalTime));
  let none = true;
  for await (const certificate of certificates) {
    if (none) yield '\n';
    none = false;
    yield printedLines(renderRecordedCertificate(certificate));
  }
}

/** One document, a certificate a line. */
async function* renderJson(run: ListedRun, certificates: Certificates): AsyncGenerator<string> {
  yield `{"run":${printedJson(run)},"certificates":[`;
  let separator = '\n';
  for await (const { changes, ...certificate } of certificates) {
    yield `${separator}${printedJson({ ...certificate, changes: changes.map(hideSensitive) })}`;
    separator = ',\n';
  }
  yield ']}\n';
}

async function* renderCsv(_run: ListedRun, certificates: Certificates): AsyncGenerator<string> {
  yield renderCsvLine([
    ...['serialNumber', 'sectigoId', 'keyfactorId'],
    ...['side', 'field', 'before', 'after', 'outcome', 'at'],
  ]);
  for await (const { serialNumber, sectigoId, keyfactorId, at, changes } of certificates) {
    for (const { side, field, before, after, outcome } of changes.map(hideSensitive))
      yield renderCsvLine([serialNumber, sectigoId, keyfactorId, side, field, before, after, outcome, at]);
  }
}
