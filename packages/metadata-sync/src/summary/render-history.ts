import { HIDDEN, plainText } from '@certbridge/plain-text';
import { checkShown, checkTime } from '../arguments/check-shown.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { ChangeOutcome, RecordedCertificate, RecordedChange, RunRecord } from '../state/state-store.ts';
import { describeCertificate, renderRow as row, showValue, sideNames } from './render-parts.ts';

/** How a run stands: it has ended, still works, or its process is gone. */
export type RunStatus = 'ended' | 'under way' | 'killed';

/** A recorded run with its status now. */
export interface ListedRun extends RunRecord {
  readonly status: RunStatus;
}

const endings: Record<NonNullable<RunRecord['end']>['exitCode'], string> = {
  0: 'done',
  1: 'failed',
  2: 'not started',
  3: 'done, not all',
  4: 'stopped',
  5: 'done',
  130: 'interrupted',
};

const shownRun = {
  is: 'a run, as store.listRuns(…) gives it, with its status',
  texts: ['runId', 'startedAt', 'command', 'status'],
  objects: ['values'],
  orNull: ['end'],
} as const;

const outcomeTexts: Record<ChangeOutcome, string> = {
  written: 'written',
  'not-written': 'not written',
  started: 'may have been written',
};

/** Renders runs as a table, a line each under a head. `time` gives a time as the reader expects it. */
export function renderRuns(runs: readonly ListedRun[], time: (timestamp: string) => string): string[] {
  if (!Array.isArray(runs)) throw invalidArgument('Argument 1 of renderRuns must be a list of runs.');
  checkTime(time, 'renderRuns');
  const rows = runs.map((run) => {
    checkShown(run, { ...shownRun, name: 'Each of argument 1 of renderRuns' });
    return [
      run.runId.slice(0, 8),
      time(run.startedAt),
      kindOf(run),
      describeEnd(run),
      run.end === null ? '-' : `${run.end.certificates.updated} of ${run.end.certificates.inScope}`,
      String(run.values.written),
    ].map((cell) => plainText(cell));
  });
  const table = [['run', 'started', 'command', 'ended', 'certificates', 'values written'], ...rows];
  const widths = table.reduce(
    (widest, cells) => cells.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [] as number[],
  );
  return table.map((cells) =>
    cells
      .map((cell, column) =>
        column < 4 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** Renders what is known of a run in addition to its certificates. */
export function renderRun(run: ListedRun, time: (timestamp: string) => string): string[] {
  checkShown(run, { ...shownRun, name: 'Argument 1 of renderRun' });
  checkTime(time, 'renderRun');
  const { values } = run;
  return [
    `${kindOf(run)} ${run.runId}: ${describeEnd(run)}`,
    '',
    ...(run.of === null
      ? []
      : [row(run.command === 'revert' ? 'reverts the run' : 'applies the plan', run.of)]),
    row('started', `${time(run.startedAt)}, process ${run.pid} on ${run.host}`),
    ...renderEnd(run, time),
    row('values written', values.written),
    ...(values['not-written'] > 0 ? [row('values not written', values['not-written'])] : []),
    ...(values.started > 0 ? [row('values maybe written', values.started)] : []),
  ].map((line) => plainText(line));
}

/** Renders a certificate of a run: its values before and after, and the outcome of each. */
export function renderRecordedCertificate(certificate: RecordedCertificate): string[] {
  checkShown(certificate, {
    name: 'The argument of renderRecordedCertificate',
    is: 'a certificate, as store.certificatesOf(…) gives it',
    texts: ['serialNumber'],
    objects: ['changes'],
  });
  return [
    describeCertificate(certificate),
    ...certificate.changes.map((change) => {
      const { side, field, before, after, outcome } = hideSensitive(change);
      return `    ${sideNames[side]} ${field}: ${showValue(before)} -> ${showValue(after)}, ${outcomeTexts[outcome]}`;
    }),
  ].map((line) => plainText(line));
}

/** Replaces the hashes of a sensitive field's values with `***`. */
export function hideSensitive(change: RecordedChange): RecordedChange {
  const name = 'The argument of hideSensitive';
  checkShown(change, { name, is: 'a change of a certificate', texts: ['side', 'field', 'after'] });
  if (change.sensitive !== true) return change;
  const { before, after } = change;
  return { ...change, before: before === null ? null : HIDDEN, after: after === '' ? '' : HIDDEN };
}

function renderEnd({ end }: RunRecord, time: (timestamp: string) => string): string[] {
  if (end === null) return [];
  const { inScope, updated, unchanged, partial, failed, notProcessed } = end.certificates;
  return [
    row('ended', time(end.finishedAt)),
    row('certificates in scope', inScope),
    row('  updated', updated),
    row('  unchanged', unchanged),
    row('  partly processed', partial),
    row('  failed', failed),
    ...(notProcessed > 0 ? [row('  not reached', notProcessed)] : []),
  ];
}

function describeEnd({ end, status }: ListedRun): string {
  return end === null ? status : endings[end.exitCode];
}

function kindOf({ command }: RunRecord): string {
  return command === 'both' ? 'sync' : command;
}
