import { parseSerialNumber } from '@certbridge/certificate';
import type { ChangeOutcome, RecordedCertificate, RecordedChange, Side } from './state-store.ts';

/** A row of the table `certificate`. */
export interface RecordRow {
  readonly key: number;
  readonly serial: string;
  /** The serial number as Command writes it; null where that is the canonical form. */
  readonly written_as: string | null;
  readonly sectigo_id: number | null;
  readonly keyfactor_id: number | null;
  readonly at: string;
  readonly outcomes: string;
  readonly changes: string;
}

/** A change without its outcome, short: the side's first letter and the field, before, after, and 1 if sensitive. */
type StoredChange = [sideAndField: string, before: string | null, after: string, sensitive?: 1];

/** Room for the certificates of any estate, and for eight million runs in the integers of JavaScript. */
export const POSITION_BITS = 30;

const POSITIONS = 2 ** POSITION_BITS;

const letters: Readonly<Record<ChangeOutcome, string>> = { started: 's', written: 'w', 'not-written': 'n' };

/**
 * The key of a record: the run's number and the position in one integer. A key of two columns would need an index, and
 * records are too large for a table that is one.
 */
export function recordKey(runNumber: number, position: number): number {
  if (!(Number.isInteger(position) && position > 0 && position < POSITIONS))
    throw new RangeError(`${position} is not a position in a run.`);
  return runNumber * POSITIONS + position;
}

/** The keys between which the records of a run are. */
export function keyRange(runNumber: number): { readonly after: number; readonly before: number } {
  return { after: runNumber * POSITIONS, before: (runNumber + 1) * POSITIONS };
}

/** The form of a serial number that records are looked up by; what is not a serial number stands for itself. */
export function lookupSerial(serialNumber: string): string {
  return parseSerialNumber(serialNumber) ?? serialNumber;
}

/** Writes outcomes as a letter if all are alike, else as one for each. */
export function encodeOutcomes(outcomes: readonly ChangeOutcome[]): string {
  const text = outcomes.map((outcome) => letters[outcome]).join('');
  return new Set(text).size === 1 ? text.slice(0, 1) : text;
}

/** Reads the outcomes of so many changes. */
export function decodeOutcomes(text: string, count: number): ChangeOutcome[] {
  return Array.from({ length: count }, (_, index) => toOutcome(text.length === 1 ? text : text[index]));
}

function toOutcome(letter: string | undefined): ChangeOutcome {
  if (letter === 'w') return 'written';
  return letter === 'n' ? 'not-written' : 'started';
}

/** Writes the changes of a certificate, without their outcomes. */
export function encodeChanges(changes: readonly RecordedChange[]): string {
  return JSON.stringify(
    changes.map(({ side, field, before, after, sensitive }): StoredChange => {
      const name = `${side === 'sectigo' ? 's' : 'k'}${field}`;
      return sensitive ? [name, before, after, 1] : [name, before, after];
    }),
  );
}

/** Reads a certificate from its row. */
export function toRecordedCertificate(row: RecordRow): RecordedCertificate {
  const stored: StoredChange[] = JSON.parse(row.changes);
  const outcomes = decodeOutcomes(row.outcomes, stored.length);
  return {
    position: row.key % POSITIONS,
    serialNumber: row.written_as ?? row.serial,
    sectigoId: row.sectigo_id,
    keyfactorId: row.keyfactor_id,
    at: row.at,
    changes: stored.map((change, index) => toChange(change, outcomes[index] ?? 'started')),
  };
}

function toChange([name, before, after, sensitive]: StoredChange, outcome: ChangeOutcome): RecordedChange {
  const side: Side = name.startsWith('s') ? 'sectigo' : 'keyfactor';
  const change = { side, field: name.slice(1), before, after, outcome };
  return sensitive ? { ...change, sensitive: true } : change;
}
