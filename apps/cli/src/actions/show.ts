import {
  hideSensitive,
  type ListedRun,
  type RecordedCertificate,
  renderRecordedCertificate,
  renderRun,
} from '@certbridge/metadata-sync';
import { defineAction } from '../frame/action.ts';
import { serialNumber } from '../option-values.ts';
import { printedJson, printedLines } from '../printed.ts';
import { csvOption, jsonOption, runArgument } from '../shared-options.ts';
import { renderCsvLine } from './csv.ts';
import { describeNoRuns, findRun } from './find-run.ts';
import { formatLocalTime } from './local-time.ts';
import { stateAction, viewOfState } from './open-state.ts';
import { addStatus } from './run-status.ts';

/** Prints what a run set out to write and its outcome. */
export const showAction = defineAction(
  () =>
    stateAction('show', 'print what a run wrote, value by value')
      .addArgument(runArgument())
      .option('--certificate <serial>', 'only the certificate of this serial number', serialNumber)
      .addOption(jsonOption())
      .addOption(csvOption('value')),
  (io, { certificate, json, csv, ...place }, name) =>
    viewOfState(io, { ...place, json }, async ({ store, configDirectory }, { printer }) => {
      if (store === undefined) throw describeNoRuns();
      const [run] = await addStatus([await findRun(store, name)], configDirectory);
      if (run === undefined) return {};
      let found = 0;
      const certificates = counted(store.certificatesOf(run.runId, { serialNumber: certificate }), () => {
        found += 1;
      });
      const render = json ? renderJson : csv ? renderCsv : renderText;
      await printer.showList(render(run, certificates));
      if (found > 0) return {};
      const which = certificate === undefined ? 'any certificate' : `a certificate ${certificate}`;
      const text = `This run set out to write nothing to ${which}.`;
      return csv ? { notes: [text] } : { lines: [text] };
    }),
);

type Certificates = AsyncIterable<RecordedCertificate>;

async function* counted(certificates: Certificates, found: () => void): AsyncGenerator<RecordedCertificate> {
  for await (const certificate of certificates) {
    found();
    yield certificate;
  }
}

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
