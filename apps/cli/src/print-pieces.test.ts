import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { printPieces } from './print-pieces.ts';
import { toTextOutput } from './text-output.ts';

const piece = 'x'.repeat(20_000);

async function* endless(taken: { count: number }) {
  for (;;) {
    taken.count += 1;
    yield piece;
  }
}

/** Long enough for everything that waits for nothing. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('an output that is nothing but a write function gets everything, in few writes', async () => {
  const written: string[] = [];
  await printPieces({ write: (text) => written.push(text) }, Array.from({ length: 1000 }, String));
  expect(written.join('')).toBe(Array.from({ length: 1000 }, String).join(''));
  expect(written.length).toBe(1);
});

test('no more is asked for than the reader takes', async () => {
  const stream = new PassThrough();
  const taken = { count: 0 };
  void printPieces(toTextOutput(stream), endless(taken));
  await manyTurns();
  const before = taken.count;
  expect(before).toBeLessThan(10);
  stream.read();
  await manyTurns();
  expect(taken.count).toBeGreaterThan(before);
  expect(taken.count).toBeLessThan(before + 10);
  stream.destroy();
});

test.each([
  ['closes', undefined],
  ['breaks', new Error('EPIPE')],
])('a reader that %s ends the printing, and nothing is thrown', async (_name, error) => {
  const stream = new PassThrough();
  const printing = printPieces(toTextOutput(stream), endless({ count: 0 }));
  await manyTurns();
  stream.destroy(error);
  await printing;
  expect(stream.destroyed).toBe(true);
});

test('an interruption ends a list that would go on', async () => {
  const interruption = new AbortController();
  const write = () => interruption.abort();
  await printPieces({ write }, endless({ count: 0 }), { signal: interruption.signal });
  expect(interruption.signal.aborted).toBe(true);
});

test('what came before an error is written', async () => {
  let written = '';
  const failing = async function* () {
    yield 'before';
    throw new RangeError('no more');
  };
  const write = (text: string) => {
    written += text;
  };
  const printing = printPieces({ write }, failing());
  await expect(printing).rejects.toThrow('no more');
  expect(written).toBe('before');
});
