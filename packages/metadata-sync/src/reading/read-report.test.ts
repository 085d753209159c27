import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DayRange, dayOf, formatDay, splitRange } from './date-windows.ts';
import { readByDays } from './read-report.ts';

async function windowsOf(range: DayRange, options: { rowsPerDay: number; largest?: number }) {
  const windows: DayRange[] = [];
  const days: number[] = [];
  const read = async ({ from, to }: DayRange) => {
    const count = (to - from + 1) * options.rowsPerDay;
    if (count > (options.largest ?? Number.POSITIVE_INFINITY)) throw new Error('too large');
    windows.push({ from, to });
    return Array.from({ length: count }, (_, index) => from + Math.floor(index / options.rowsPerDay));
  };
  for await (const rows of readByDays(range, { firstLength: 7, read, isFinal: () => false }))
    days.push(...rows);
  return { windows, days };
}

test('every day is read exactly once, however many rows a window may have', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(2000),
      fc.nat(500),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 5, max: 3000 }),
      async (from, length, rowsPerDay, largest) => {
        const { windows, days } = await windowsOf({ from, to: from + length }, { rowsPerDay, largest });
        expect(days).toHaveLength((length + 1) * rowsPerDay);
        expect(new Set(days).size).toBe(length + 1);
        expect(windows[0]?.from).toBe(from);
        expect(windows.at(-1)?.to).toBe(from + length);
      },
    ),
  );
});

test('windows grow where there are few rows and shrink where there are many', async () => {
  const sparse = await windowsOf({ from: 0, to: 399 }, { rowsPerDay: 1 });
  expect(sparse.windows.map(({ from, to }) => to - from + 1)).toEqual([7, 14, 28, 56, 112, 183]);
  const dense = await windowsOf({ from: 0, to: 20 }, { rowsPerDay: 500 });
  expect(dense.windows.map(({ from, to }) => to - from + 1)).toEqual([7, 3, 3, 3, 3, 2]);
});

test('a single day that fails, and a final error, end the reading', async () => {
  const failing = readByDays(
    { from: 0, to: 100 },
    { read: () => Promise.reject(new Error('no')), isFinal: () => false, firstLength: 7 },
  );
  await expect(failing.next()).rejects.toThrow('no');
  let calls = 0;
  const read = () => {
    calls += 1;
    return Promise.reject(new Error('final'));
  };
  await expect(
    readByDays({ from: 0, to: 100 }, { firstLength: 7, read, isFinal: () => true }).next(),
  ).rejects.toThrow('final');
  expect(calls).toBe(1);
});

test('days are those of UTC', () => {
  expect(formatDay(dayOf(new Date('2026-11-22T23:59:59Z')))).toBe('2026-11-22');
  expect(formatDay(dayOf(new Date('2026-11-23T00:00:00Z')))).toBe('2026-11-23');
});

test('the parts of a range follow each other without gap and cover it', () => {
  expect(splitRange({ from: 0, to: 9 }, 4)).toEqual([
    { from: 0, to: 2 },
    { from: 3, to: 5 },
    { from: 6, to: 8 },
    { from: 9, to: 9 },
  ]);
  expect(splitRange({ from: 5, to: 6 }, 4)).toEqual([
    { from: 5, to: 5 },
    { from: 6, to: 6 },
  ]);
  expect(splitRange({ from: 5, to: 400 }, 1)).toEqual([{ from: 5, to: 400 }]);
});
