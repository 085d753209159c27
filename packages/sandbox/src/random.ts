/** A seeded random number generator; the same seed always yields the same sequence. */
export interface Random {
  /** Draws a number in [0, 1). */
  next(): number;
  /** Draws an integer in [0, limit). */
  below(limit: number): number;
  /** Draws one of the items. */
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Draws true with a given probability. */
  chance(probability: number): boolean;
  /** Shuffles the array in place and returns it. */
  shuffle<T>(items: T[]): T[];
}

/** Creates a generator (mulberry32). Generators with different `stream`s are independent, even with the same seed. */
export function createRandom(seed: number, stream = ''): Random {
  let state = seed >>> 0;
  for (const character of stream)
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x9e3779b1) >>> 0;

  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    chance: (probability) => next() < probability,
    shuffle: (items) => {
      for (let index = items.length - 1; index > 0; index -= 1) {
        const other = below(index + 1);
        [items[index], items[other]] = [items[other] as (typeof items)[0], items[index] as (typeof items)[0]];
      }
      return items;
    },
  };
}
