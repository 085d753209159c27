import type { EndedRun } from './workplace.ts';

/** The killed runs that no later run has reported yet. */
export class DeadRuns {
  /** Number of values changed by each; undefined if certificates were added or removed meanwhile. */
  #changes: (number | undefined)[] = [];

  add(changes: number | undefined): void {
    this.#changes.push(changes);
  }

  forget(): void {
    this.#changes = [];
  }

  /**
   * Checks that the summary of a run reports all of them, with at least the number of values they wrote, or exactly that
   * number if `exactly` is set.
   */
  check({ deadRuns }: EndedRun, { name, exactly }: { name: string; exactly: boolean }): void {
    const reported = deadRuns.map(({ written, unknown }) => ({ written, unknown }));
    const fits = this.#changes.every((changes, index) => {
      const { written = -1, unknown = 0 } = reported[index] ?? {};
      if (changes === undefined) return true;
      // With several, one may have overwritten what an earlier one wrote.
      if (exactly && this.#changes.length === 1) return written === changes;
      return written + unknown >= changes;
    });
    if (!fits || reported.length !== this.#changes.length) {
      const [said, done] = [reported, this.#changes].map((list) => JSON.stringify(list));
      throw new Error(`${name}: reports ${said} for killed runs that wrote ${done}`);
    }
    this.forget();
  }
}
