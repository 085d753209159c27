import { HIDDEN, plainText, quoted } from '@certbridge/plain-text';
import { checkShown } from '../arguments/check-shown.ts';
import type { FieldTotals } from '../planning/sync-plan.ts';
import type { ExitCode } from '../state/exit-code.ts';
import type { Side } from '../state/state-store.ts';
import type { CertificateReference, RunSummary } from './run-summary.ts';

/** The systems by the names that people read. */
export const sideNames: Readonly<Record<Side, string>> = { sectigo: 'Sectigo', keyfactor: 'Keyfactor' };

/** Renders a value so that its ends can be seen, as one line of plain text. */
export function quote(value: string | number | boolean | null): string {
  return value === null ? '(empty)' : quoted(value);
}

/** Renders the value of a field, where an empty text counts as no value and a hidden one stays hidden. */
export function showValue(value: string | null): string {
  return value === HIDDEN ? HIDDEN : quote(value || null);
}

const LONGEST_NAME = 100;

/** Renders a certificate by its serial number, its common name where that is known, and its ids in both systems. */
export function describeCertificate(
  certificate: CertificateReference & { readonly commonName?: string | null },
): string {
  const argument = 'The argument of describeCertificate';
  checkShown(certificate, { name: argument, is: 'a certificate of a result', texts: ['serialNumber'] });
  const { serialNumber, sectigoId, keyfactorId, commonName } = certificate;
  const ids = [
    sectigoId === null ? '' : `Sectigo ${sectigoId}`,
    keyfactorId === null ? '' : `Keyfactor ${keyfactorId}`,
  ];
  if (serialNumber === '' && sectigoId === null && keyfactorId === null)
    return 'a certificate that is not known';
  const name = commonName ? ` ${plainText(commonName, { maxLength: LONGEST_NAME })}` : '';
  return `${serialNumber}${name} (${ids.filter((id) => id !== '').join(', ')})`;
}

/** Renders what is planned for each field as a table; no lines where nothing is. */
export function renderFieldTotals(totals: readonly FieldTotals[]): string[] {
  if (totals.length === 0) return [];
  const names = totals.map(({ side, field }) => plainText(`${sideNames[side]} ${field}`));
  const width = Math.max('Values by field:'.length, ...names.map((name) => name.length + 2));
  const line = (label: string, cells: readonly (string | number)[]) =>
    `${label.padEnd(width)}${cells.map((cell) => String(cell).padStart(13)).join('')}`;
  return [
    line('Values by field:', ['set', 'overwritten', 'cleared']),
    ...totals.map(({ set, overwritten, cleared }, index) =>
      line(`  ${names[index]}`, [set, overwritten, cleared]),
    ),
  ];
}

/** Lists longer than this are cut in the text; the log and `--json` have them whole. */
const SHOWN = 20;

/** Renders a list under a title; no lines where it is empty. */
export function renderSection(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  return [
    '',
    title,
    ...items.slice(0, SHOWN).map((item) => `  ${item}`),
    ...renderMore(items.length - SHOWN),
  ];
}

/** Says how many items a list has beyond those shown. */
export function renderMore(count: number, indent = '  '): string[] {
  return count > 0 ? [`${indent}… and ${count} more; --json and the log have them all`] : [];
}

/** Renders a count, or any short text, next to its label. */
export function renderRow(label: string, value: string | number): string {
  return `  ${label.padEnd(24)}${value}`;
}

const outcomes: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed',
  2: 'not started',
  3: 'done, but not everything',
  4: 'stopped: your decision is needed',
  5: 'done, there are changes to apply',
  130: 'interrupted',
};

/** Renders what comes first in every summary: how the run ended, why, and what the operator should know. */
export function renderHead(
  name: string,
  { exitCode, problems, warnings }: Pick<RunSummary, 'exitCode' | 'problems' | 'warnings'>,
  deadRuns: readonly string[],
): string[] {
  const ends = problems.map(({ message, remedy }) => (remedy === '' ? message : `${message} ${remedy}`));
  const blocks = [ends, warnings, deadRuns].filter((block) => block.length > 0);
  return [
    `${name}: ${outcomes[exitCode]}`,
    '',
    ...blocks.flatMap((block) => [...block.map((line) => `  ${line}`), '']),
  ];
}
