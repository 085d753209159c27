import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { OffsetPage } from './pages-ahead.ts';
import { type ReadByOffsetOptions, readByOffset } from './read-by-offset.ts';

interface Row {
  readonly id: number;
}

interface Request {
  readonly position: number;
  readonly signal: AbortSignal;
  readonly respond: (page: OffsetPage<Row>) => void;
  readonly fail: (error: Error) => void;
}

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ id: from + n }));
const ids = (list: readonly Row[]) => list.map(({ id }) => id);
const pageOf = (list: readonly Row[], position: number, size = 10): OffsetPage<Row> => ({
  rows: list.slice(position, position + size),
  total: list.length,
});

/** A server that responds when it is told to, and a list that is read from it. */
function setUp(options: Partial<ReadByOffsetOptions<Row>> = {}) {
  const waiting: Request[] = [];
  const positions: number[] = [];
  const list = readByOffset<Row>({
    system: 'SCM',
    what: 'SCM: the list of things',
    idOf: ({ id }) => id,
    readPage: (position, signal) =>
      new Promise((respond, fail) => {
        positions.push(position);
        const request = { position, signal, respond, fail };
        waiting.push(request);
        signal.addEventListener('abort', () => {
          waiting.splice(0, waiting.length, ...waiting.filter((other) => other !== request));
          fail(new Error('aborted'));
        });
      }),
    ...options,
  });
  /** Takes a request off those that wait for a response. */
  const take = (index = 0): Request | undefined => waiting.splice(index, 1)[0];
  return { list, waiting, positions, take };
}

/** Reads a list whose requests are served one by one, in the order that `pick` gives. */
async function readAll(
  { list, waiting, take }: ReturnType<typeof setUp>,
  serve: (position: number, call: number) => OffsetPage<Row>,
  pick: (call: number) => number = () => 0,
) {
  const yielded: number[] = [];
  let done = false;
  const reading = (async () => {
    for await (const { id } of list) yielded.push(id);
  })().finally(() => {
    done = true;
  });
  const serving = (async () => {
    for (let call = 0; !done; await turn()) {
      const request = take(waiting.length === 0 ? 0 : pick(call) % waiting.length);
      if (request !== undefined) request.respond(serve(request.position, ++call));
    }
  })();
  await Promise.all([reading, serving]);
  return yielded;
}

/** Notes rejections that nobody takes. */
function watchRejections() {
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', onRejection);
  onTestFinished(() => void process.off('unhandledRejection', onRejection));
  return rejections;
}

test('after the first page those that follow are requested together, up to as many as are wanted', async () => {
  const { list, positions, take } = setUp({ ahead: 3 });
  const everything = rows(1, 100);
  const next = () => list.next();
  const first = next();
  take()?.respond(pageOf(everything, 0));
  await first;
  expect(positions).toEqual([0]);
  for (let n = 1; n < 10; n += 1) await next();
  void next();
  await turn();
  expect(positions).toEqual([0, 10, 20, 30, 40]);
});

test('pages that were requested ahead are yielded in order, whatever the order of the responses', async () => {
  const everything = rows(1, 95);
  const server = setUp();
  const yielded = await readAll(
    server,
    (position) => pageOf(everything, position),
    () => 5,
  );
  expect(yielded).toEqual(ids(everything));
  expect(server.positions.length).toBe(10);
});

test.each([
  [0, 1],
  [9, 1],
  [10, 1],
  [11, 2],
  [100, 10],
  [101, 11],
])('a list of %d rows that stays as it is takes %d requests', async (count, requests) => {
  const server = setUp();
  await readAll(server, (position) => pageOf(rows(1, count), position));
  expect(server.positions.length).toBe(requests);
});

test('a server that gives smaller pages than were asked for is read without holes', async () => {
  const everything = rows(1, 48);
  const server = setUp();
  expect(await readAll(server, (position) => pageOf(everything, position, 4))).toEqual(ids(everything));
  expect(server.positions).toEqual(Array.from({ length: 12 }, (_, page) => page * 4));
});

test('without a total no page is requested ahead', async () => {
  const server = setUp();
  await readAll(server, (position) => ({ ...pageOf(rows(1, 25), position), total: undefined }));
  expect(server.positions).toEqual([0, 10, 20, 25]);
});

test.each([
  ['is short', (page: OffsetPage<Row>) => ({ ...page, rows: page.rows.slice(0, 5) })],
  ['is empty', (page: OffsetPage<Row>) => ({ ...page, rows: [] })],
  ['tells a larger total', (page: OffsetPage<Row>) => ({ ...page, total: 61 })],
  ['tells a smaller total', (page: OffsetPage<Row>) => ({ ...page, total: 59 })],
  ['tells no total', (page: OffsetPage<Row>) => ({ ...page, total: undefined })],
  [
    'has a row that is known',
    (page: OffsetPage<Row>) => ({ ...page, rows: [{ id: 1 }, ...page.rows.slice(1)] }),
  ],
])('after a page that %s those requested ahead are dropped', async (_, change) => {
  const { list, positions, take, waiting } = setUp({ ahead: 3 });
  const everything = rows(1, 60);
  const reading = (async () => {
    for await (const _row of list);
  })();
  await turn();
  take()?.respond(pageOf(everything, 0));
  await turn();
  const dropped = waiting.slice(1);
  expect(dropped.map(({ position }) => position)).toEqual([20, 30, 40]);
  take()?.respond(change(pageOf(everything, 10)));
  await expect.poll(() => positions.length, { timeout: 60_000 }).toBe(6);
  expect(dropped.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
  await turn();
  expect(waiting.length).toBe(1);
  waiting[0]?.fail(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
});

test('a consumer that stops ends the requests that are under way, and no rejection is left over', async () => {
  const rejections = watchRejections();
  const { list, take, waiting } = setUp();
  const reading = (async () => {
    for await (const { id } of list) if (id === 11) break;
  })();
  await turn();
  take()?.respond(pageOf(rows(1, 60), 0));
  await turn();
  const ahead = waiting.slice(1);
  expect(ahead.length).toBe(4);
  take()?.respond(pageOf(rows(1, 60), 10));
  await reading;
  expect(ahead.every(({ signal }) => signal.aborted)).toBe(true);
  await turn();
  expect(rejections).toEqual([]);
});

test('a page that failed ahead of its turn counts when its turn comes', async () => {
  const rejections = watchRejections();
  const { list, take, waiting } = setUp();
  const yielded: number[] = [];
  const reading = (async () => {
    for await (const { id } of list) yielded.push(id);
  })();
  await turn();
  take()?.respond(pageOf(rows(1, 60), 0));
  await turn();
  take(2)?.fail(new Error('no luck'));
  await turn();
  expect(yielded.length).toBe(10);
  while (waiting.length > 0) {
    const request = take();
    request?.respond(pageOf(rows(1, 60), request.position));
  }
  await expect(reading).rejects.toThrow('no luck');
  expect(yielded).toEqual(ids(rows(1, 30)));
  expect(rejections).toEqual([]);
});

test('a page that failed ahead and is dropped counts for nothing', async () => {
  let list = rows(1, 60);
  const server = setUp();
  let failed = false;
  const reading = readAll(server, (position, call) => {
    if (call === 2) {
      server.take(1)?.fail(new Error('no luck'));
      failed = true;
      list = list.slice(1);
    }
    return pageOf(list, position);
  });
  expect((await reading).toSorted((a, b) => a - b)).toEqual(ids(rows(1, 60)));
  expect(failed).toBe(true);
});

test('after aborting no row is yielded that was there already', async () => {
  const controller = new AbortController();
  const server = setUp({ signal: controller.signal });
  const yielded: number[] = [];
  const reading = (async () => {
    for await (const { id } of server.list) {
      yielded.push(id);
      if (id === 11) controller.abort();
    }
  })();
  await turn();
  server.take()?.respond(pageOf(rows(1, 60), 0));
  await turn();
  for (const { position, respond } of server.waiting.toReversed()) respond(pageOf(rows(1, 60), position));
  await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'aborted' }));
  expect(yielded).toEqual(ids(rows(1, 11)));
});

test('aborting reaches the requests that are under way', async () => {
  const controller = new AbortController();
  const { list, waiting, take } = setUp({ signal: controller.signal });
  const reading = (async () => {
    for await (const _row of list);
  })();
  await turn();
  take()?.respond(pageOf(rows(1, 60), 0));
  await turn();
  const underWay = [...waiting];
  expect(underWay.length).toBe(5);
  controller.abort();
  await expect(reading).rejects.toThrow('aborted');
  expect(underWay.every(({ signal }) => signal.aborted)).toBe(true);
});

test('no more pages are held than are read ahead', async () => {
  const everything = rows(1, 300);
  const { list, positions, waiting } = setUp({ ahead: 4 });
  let responded = 0;
  let yielded = 0;
  let mostHeld = 0;
  const reading = (async () => {
    for await (const _row of list) {
      yielded += 1;
      // A consumer that is slower than the server.
      if (yielded % 10 === 1) await turn();
      mostHeld = Math.max(mostHeld, positions.length - Math.ceil(yielded / 10));
    }
  })();
  while (responded < 30) {
    for (const { position, respond } of waiting.splice(0)) {
      responded += 1;
      respond(pageOf(everything, position));
    }
    await turn();
  }
  await reading;
  expect(mostHeld).toBe(4);
});

const order = fc.array(fc.nat(10), { minLength: 1, maxLength: 40 });
const pickFrom = (picks: readonly number[]) => (call: number) => picks[call % picks.length] ?? 0;

test('whatever the order of the responses, no row that is there throughout is missed, and none comes twice, while others come or go', async () => {
  const change = fc.record({ beforeCall: fc.integer({ min: 1, max: 14 }), place: fc.nat(99) });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 100 }),
      fc.boolean(),
      fc.array(change, { maxLength: 5 }),
      order,
      fc.integer({ min: 0, max: 8 }),
      async (count, remove, changes, picks, ahead) => {
        let list = rows(1, count);
        let nextId = 1000;
        const removed = new Set<number>();
        const serve = (position: number, call: number) => {
          for (const { beforeCall, place } of changes) {
            if (beforeCall !== call) continue;
            const gone = remove ? list[place] : undefined;
            if (gone !== undefined) removed.add(gone.id);
            list = remove ? list.filter((row) => row !== gone) : list.toSpliced(place, 0, { id: nextId++ });
          }
          return pageOf(list, position);
        };
        const yielded = await readAll(setUp({ ahead }), serve, pickFrom(picks));
        expect(new Set(yielded).size).toBe(yielded.length);
        const stayed = ids(rows(1, count)).filter((id) => !removed.has(id));
        expect(stayed.filter((id) => !yielded.includes(id))).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});

test('short and repeated pages give the rows that one page after the other would give', async () => {
  const fault = fc.record({
    call: fc.integer({ min: 1, max: 14 }),
    kind: fc.constantFrom('short', 'first', 'previous'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 100 }),
      // Of three readings one is without a fault.
      fc.array(fault, { maxLength: 2 }),
      order,
      async (count, faults, picks) => {
        const list = rows(1, count);
        const serve = (position: number, call: number) => {
          switch (faults.find((each) => each.call === call)?.kind) {
            case 'short':
              return { rows: list.slice(position, position + 3), total: count };
            case 'first':
              return pageOf(list, 0);
            case 'previous':
              return pageOf(list, Math.max(0, position - 10));
            default:
              return pageOf(list, position);
          }
        };
        const yielded = await readAll(setUp(), serve, pickFrom(picks));
        const oneByOne = await readAll(setUp({ ahead: 0 }), serve);
        expect(yielded.toSorted((a, b) => a - b)).toEqual(ids(list));
        expect(oneByOne.toSorted((a, b) => a - b)).toEqual(ids(list));
      },
    ),
    { numRuns: 400 },
  );
});

test('empty pages among those read ahead are asked for again', async () => {
  const everything = rows(1, 95);
  const server = setUp();
  const serve = (position: number, call: number) =>
    call === 3 || call === 6 ? { rows: [], total: 95 } : pageOf(everything, position);
  expect(await readAll(server, serve, () => 1)).toEqual(ids(everything));
});
