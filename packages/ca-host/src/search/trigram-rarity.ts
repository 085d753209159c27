import type { SqliteFile } from '@certbridge/sqlite-file';

/** Enough to tell frequent groups from rare ones. */
const SAMPLE = 200;
const RENEW_AFTER_MS = 60_000;

/**
 * Estimates from some certificates which of several groups of characters are rare. The full-text index reads the whole list of
 * a group, so that groups that most certificates have cost much and tell nothing.
 */
export class TrigramRarity {
  readonly #database: SqliteFile;
  readonly #read;
  #sample: readonly string[] = [];
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#read = database.prepare<{ readonly text: string }>(
      `WITH RECURSIVE at (step, number) AS (
         SELECT 0, 1 UNION ALL
         SELECT step + 1, 1 + (step + 1) * (SELECT max(number) FROM issued) / ${SAMPLE} FROM at WHERE step < ${SAMPLE - 1}
       )
       SELECT lower(concat(char(10), subject, char(10), user_name, char(10), alternative_name, char(10))) AS text
       FROM at CROSS JOIN issued ON issued.number = at.number`,
    );
  }

  /** The rarest of some groups: one at least, and at most so many, without those that many certificates have. */
  rarest(trigrams: readonly string[], most: number): string[] {
    const sample = this.#sampled();
    const counted = trigrams.map((trigram) => {
      const lower = trigram.toLowerCase();
      return { trigram, count: sample.filter((text) => text.includes(lower)).length };
    });
    return counted
      .sort((a, b) => a.count - b.count)
      .filter(({ count }, index) => index === 0 || (index < most && count < sample.length / 4))
      .map(({ trigram }) => trigram);
  }

  #sampled(): readonly string[] {
    const now = performance.now();
    if (now - this.#readAt > RENEW_AFTER_MS) {
      this.#sample = this.#database.read(() => this.#read.all().map(({ text }) => text));
      this.#readAt = now;
    }
    return this.#sample;
  }
}
