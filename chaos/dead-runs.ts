import type { EndedRun } from './workplace.ts';

/** The killed runs that no run has told of yet. */
export class DeadRuns {
  /** Values that each changed; undefined if certificates came or went meanwhile. */
  #changes: (number | undefined)[] = [];

  add(changes: number | undefined): void {
    this.#changes.push(changes);
  }

  forget(): void {
    this.#changes = [];
  }

  /**
   * Checks what the summary of a run says of them: all of them, with no less than they wrote, and `exactly` that where the
   * run could find out.
   */
  check({ deadRuns }: EndedRun, { name, exactly }: { name: string; exactly: boolean }): void {
    const told = deadRuns.map(({ written, unknown }) => ({ written, unknown }));
    const fits = this.#changes.every((changes, index) => {
      const { written = -1, unknown = 0 } = told[index] ?? {};
      if (changes === undefined) return true;
      // What one of several wrote, the next may have written over.
      if (exactly && this.#changes.length === 1) return written === changes;
      return written + unknown >= changes;
    });
    if (!fits || told.length !== this.#changes.length) {
      const [said, done] = [told, this.#changes].map((list) => JSON.stringify(list));
      throw new Error(`${name}: tells ${said} of killed runs that wrote ${done}`);
    }
    this.forget();
  }
}
