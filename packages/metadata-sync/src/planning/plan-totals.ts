import type { FieldTotals, PlannedValue } from './sync-plan.ts';

/** Counts what a plan does, field by field. */
export class PlanTotals {
  readonly #fields = new Map<string, { -readonly [K in keyof FieldTotals]: FieldTotals[K] }>();
  /** Certificates compared. */
  certificates = 0;
  /** Certificates with something to write. */
  planned = 0;
  /** Values that the fields written to hold at present. */
  values = 0;

  /** Counts certificates that were compared and need nothing, with the values that they hold. */
  addUpToDate({ certificates, values }: { readonly certificates: number; readonly values: number }): void {
    this.certificates += certificates;
    this.values += values;
  }

  /** Counts a certificate that was compared. */
  add({ changes, values }: { readonly changes: readonly PlannedValue[]; readonly values: number }): void {
    this.certificates += 1;
    this.values += values;
    if (changes.length > 0) this.planned += 1;
    for (const { side, field, before, after } of changes) {
      const key = `${side} ${field}`;
      const totals = this.#fields.get(key) ?? { side, field, set: 0, overwritten: 0, cleared: 0 };
      this.#fields.set(key, totals);
      if (before === null) totals.set += 1;
      else if (after === '') totals.cleared += 1;
      else totals.overwritten += 1;
    }
  }

  /** What is planned for each field, by side and name. */
  get fields(): readonly FieldTotals[] {
    return [...this.#fields].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, totals]) => ({ ...totals }));
  }
}
