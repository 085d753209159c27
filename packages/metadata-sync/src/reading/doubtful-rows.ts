import type { FieldMapping } from '../fields/field-plan.ts';
import { type FieldStep, planField } from '../planning/plan-field.ts';
import type { ReportedDetails } from './report-details.ts';

/** Certificates of each kind that are looked at. */
const EACH = 5;

const DAY = 1_440;

/** How likely a row is to differ from the details, kind by kind; a kind that it is not of is absent. */
type Likelihood = Partial<Record<'midnight' | 'names' | 'letters' | 'empty' | 'missing', number>>;

/**
 * Picks the certificates whose report rows should be compared with their details: every one whose present value would
 * be replaced, for which a wrong row would be written back and forth; and some of each kind in which report and
 * details are most likely to differ.
 */
export class DoubtfulRows {
  readonly #mappings: readonly FieldMapping[];
  readonly #replacing = new Set<number>();
  readonly #likely = new Map<string, { readonly id: number; readonly likelihood: number }[]>();

  constructor(mappings: readonly FieldMapping[]) {
    this.#mappings = mappings;
  }

  /**
   * Compares the row of a certificate with the metadata of its records in Command. Returns whether they are up to date: by the
   * row, each field is in the destination as in the source, and the row need not be compared with the details.
   */
  compare(row: ReportedDetails, records: readonly Readonly<Record<string, unknown>>[]): boolean {
    const steps = records.flatMap((keyfactor) =>
      this.#mappings.map((mapping) => planField(mapping, { sectigo: row, keyfactor })),
    );
    if (steps.some(replaces)) this.#replacing.add(row.sslId);
    let isUpToDate = steps.every(({ kind }) => kind === 'nothing');
    for (const [kind, likelihood] of Object.entries(likelihoodOf(row, this.#mappings, records))) {
      // Among equals other ones are picked in each run.
      const isKept = this.#keep(kind, { id: row.sslId, likelihood: likelihood + Math.random() });
      if (isKept) isUpToDate = false;
    }
    return isUpToDate;
  }

  /** The ids in SCM; those whose values would be replaced come first. */
  get ids(): readonly number[] {
    const likely = [...this.#likely.values()].flat().map(({ id }) => id);
    return [...new Set([...this.#replacing, ...likely])];
  }

  /** Keeps a row if it is among the likeliest of its kind so far; returns whether it is. */
  #keep(kind: string, row: { readonly id: number; readonly likelihood: number }): boolean {
    const kept = this.#likely.get(kind) ?? [];
    this.#likely.set(kind, kept);
    if (kept.length < EACH) {
      kept.push(row);
      return true;
    }
    const weakest = kept.reduce((least, other) => (other.likelihood < least.likelihood ? other : least));
    if (weakest.likelihood >= row.likelihood) return false;
    kept[kept.indexOf(weakest)] = row;
    return true;
  }
}

/** Returns whether a value that the destination holds would be replaced or cleared. */
function replaces(step: FieldStep): boolean {
  return step.kind === 'change' && step.change.before !== null;
}

function likelihoodOf(
  row: ReportedDetails,
  mappings: readonly FieldMapping[],
  records: readonly Readonly<Record<string, unknown>>[],
): Likelihood {
  const found: Likelihood = {};
  const raise = (kind: keyof Likelihood, likelihood: number) => {
    if (likelihood > (found[kind] ?? 0)) found[kind] = likelihood;
  };
  for (const mapping of mappings) {
    const reading = mapping.sectigo.read({ sectigo: row, keyfactor: {} });
    if (reading.kind === 'empty') raise('empty', 1);
    if (reading.kind !== 'value') continue;
    if (/[^\x20-\x7e]/.test(reading.text)) raise('letters', 1);
    if (records.some((keyfactor) => mapping.keyfactor.raw({ sectigo: row, keyfactor }) === null))
      raise('missing', 1);
  }
  for (const value of Object.values(row)) {
    if (Array.isArray(value) && value.every((item) => typeof item === 'string') && value.length > 1)
      raise('names', value.length);
  }
  const { minutesFromMidnight } = row;
  if (typeof minutesFromMidnight === 'number') raise('midnight', DAY - minutesFromMidnight);
  return found;
}
