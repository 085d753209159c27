import { inspect } from 'node:util';
import * as v from 'valibot';
import { describe, expect, test, vi } from 'vitest';
import { noRecords, refusalWith, replaceRecords } from '../../plain-text/test/no-records.ts';
import {
  createRestClient,
  pagedList,
  parsedObject,
  path,
  readByOffset,
  readRows,
  totalCount,
} from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';

// What compiles in JavaScript only.

const planted = 'pl4nted';
const schema = v.unknown();
const request = { method: 'GET', path: '/things' };

async function refusalOf(call: 'json' | 'send' | 'download', argument: unknown) {
  const client = createClient({ baseUrl: 'https://scm.invalid', http: { retries: 0 } });
  const failure = await failureOf(client[call](argument as never));
  expect(client.requestCount).toBe(0);
  expect(failure).toMatchObject({ name: 'ApiError', code: 'invalid-argument', system: 'SCM' });
  expect(inspect(failure)).not.toContain(planted);
  return failure;
}

describe.each(['json', 'send', 'download'] as const)('%s', (call) => {
  const valid = call === 'json' ? { ...request, schema } : request;

  test.each<[unknown, string]>([
    [
      undefined,
      `Argument 1 of ${call} must be an object of properties. It needs method, path${call === 'json' ? ', schema' : ''}.`,
    ],
    [planted, `Argument 1 of ${call} must be an object of properties.`],
    [[planted], `Argument 1 of ${call} must be an object of properties. It is an Array.`],
    [{}, `The property method of ${call} is missing.`],
    [{ ...valid, methd: planted }, `The property methd of ${call} is unknown. Did you mean method?`],
    [{ ...valid, method: 5 }, `The property method of ${call} must be text.`],
    [
      { ...valid, method: 'get' },
      `The property method of ${call} must be one of GET, HEAD, POST, PUT, DELETE. Did you mean GET?`,
    ],
    [
      { ...valid, method: planted },
      `The property method of ${call} must be one of GET, HEAD, POST, PUT, DELETE.`,
    ],
    [{ ...valid, path: undefined }, `The property path of ${call} is missing.`],
    [
      { ...valid, path: planted },
      `The property path of ${call} must begin with a slash: build it with the path tag.`,
    ],
    ...[
      '/../x',
      '/a/..',
      '/./x',
      '/%2E./x',
      '/a\\..\\x',
      '/a?size=5',
      '/a#b',
      '/.\t./x',
      '/a b',
      '/\ud800',
    ].map((path): [unknown, string] => [
      { ...valid, path },
      `The property path of ${call} must have no '.' or '..' between its slashes, and no query, backslash, blank or control character: build it with the path tag.`,
    ]),
    [
      { ...valid, query: { status: `${planted}\ud800` } },
      `The property query.status of ${call} holds half of a surrogate pair, which can't be sent.`,
    ],
    [{ ...valid, query: planted }, `The property query of ${call} must be an object.`],
    [
      { ...valid, query: { size: 5, status: { planted } } },
      `The property query.status of ${call} must be text, a number, true or false.`,
    ],
    ...[Number.NaN, Number.POSITIVE_INFINITY].map((size): [unknown, string] => [
      { ...valid, query: { size } },
      `The property query.size of ${call} must be a finite number.`,
    ]),
    ...['GET', 'HEAD'].flatMap((method): [unknown, string][] => [
      [{ ...valid, method, body: {} }, `The property body of ${call} can't be sent by ${method}.`],
      [{ ...valid, method, form: { a: 'b' } }, `The property form of ${call} can't be sent by ${method}.`],
    ]),
    [{ ...valid, method: 'PUT', form: { a: 5 } }, `The property form of ${call} must be an object of texts.`],
    [{ ...valid, idempotent: 'yes' }, `The property idempotent of ${call} must be true or false.`],
    ...[planted, [5], new Array(1)].map((sensitive): [unknown, string] => [
      { ...valid, sensitive },
      `The property sensitive of ${call} must be a list of texts.`,
    ]),
    [
      { ...valid, maxResponseBytes: 0 },
      `The property maxResponseBytes of ${call} must be a whole number from 1.`,
    ],
    [{ ...valid, signal: {} }, `The property signal of ${call} must be an AbortSignal.`],
    [{ ...valid, onSending: planted }, `The property onSending of ${call} must be a function.`],
  ])('refuses %j before anything is sent', async (argument, message) => {
    expect(await refusalOf(call, argument)).toMatchObject({ message });
  });
});

describe.each(noRecords)('%#: an object without properties by name', (object, offer) => {
  const full = { method: 'POST', path: '/things', query: { size: 5 }, form: { a: 'b' } };

  test.each(replaceRecords([full], object))('is refused in a request (%s)', async (_, [argument]) => {
    const message = expect.stringMatching(refusalWith(offer));
    for (const call of ['json', 'send', 'download'] as const) {
      const given =
        call === 'json' && 'method' in (argument as object) ? { ...(argument as object), schema } : argument;
      expect(await refusalOf(call, given)).toMatchObject({ message });
    }
  });
});

/** An array is written as one, and a Date as text. */
const unwritten = noRecords.filter(([object]) => !Array.isArray(object) && !(object instanceof Date));

test.each(unwritten)(
  '%#: an object that JSON would write without its contents is refused in a body',
  async (object, offer) => {
    for (const body of [object, { a: [{ b: object }] }]) {
      const message = `The property body of send holds an object that JSON can't write.${offer}`;
      expect(await refusalOf('send', { method: 'PUT', path: '/things', body })).toMatchObject({ message });
    }
  },
);

const cyclic: Record<string, unknown> = { planted };
cyclic.self = { deeper: [cyclic] };
const nested = JSON.parse('['.repeat(5) + ']'.repeat(5)) as unknown[];
for (let depth = 0; depth < 50_000; depth++) nested[0] = [nested[0]];

test.each<[string, unknown, string]>([
  ['refers to itself', cyclic, "refers to itself, which JSON can't write."],
  [
    'holds a BigInt',
    { planted, id: 5n },
    "holds a BigInt, which JSON can't write: write it as text or as a number.",
  ],
  ['is nested without end', nested, 'is nested too deeply.'],
  ['is a function', () => planted, "can't be written as JSON."],
  [
    'has a toJSON that throws',
    {
      toJSON() {
        throw new TypeError(planted);
      },
    },
    "can't be written as JSON.",
  ],
])('a body that %s is refused before anything is sent', async (_, body, problem) => {
  const message = `The property body of send ${problem}`;
  expect(await refusalOf('send', { method: 'PUT', path: '/things', body })).toMatchObject({ message });
});

test('what a body is when the call is made is what every attempt sends', async () => {
  let requests = 0;
  const bodies: unknown[] = [];
  const body = { name: 'before' };
  const client = createClient({
    baseUrl: 'https://scm.invalid',
    http: {
      fetch: async (_, init) => {
        bodies.push(init?.body);
        body.name = 'after';
        requests += 1;
        return new Response(null, { status: requests === 1 ? 503 : 204 });
      },
    },
  });
  await client.send({ method: 'PUT', path: '/things', body, idempotent: true });
  expect(bodies).toEqual(['{"name":"before"}', '{"name":"before"}']);
});

test.each<[unknown, string]>([
  [request, 'The property schema of json is missing.'],
  [{ ...request, schema: planted }, 'The property schema of json must be an object.'],
  [{ ...request, schema: {} }, 'The property schema of json must be a schema of valibot.'],
  [
    {
      ...request,
      schema: v.pipeAsync(
        v.unknown(),
        v.checkAsync(async () => true),
      ),
    },
    'The property schema of json must not be an async schema: check what takes time in the data.',
  ],
])('json refuses %j, which has no schema', async (argument, message) => {
  expect(await refusalOf('json', argument)).toMatchObject({ message });
});

test('send and download take no schema', async () => {
  for (const call of ['send', 'download'] as const) {
    const message = expect.stringContaining(`The property schema of ${call} is unknown.`);
    expect(await refusalOf(call, { ...request, schema })).toMatchObject({ message });
  }
});

const list = {
  readPage: async () => ({ rows: [], total: 0 }),
  idOf: Number,
  what: 'the list',
  system: 'SCM',
};

test.each<[unknown, string]>([
  [
    undefined,
    'The argument of readByOffset must be an object of options. It needs readPage, idOf, what, system.',
  ],
  [{ ...list, readPage: undefined }, 'The option readPage of readByOffset is missing.'],
  [{ ...list, readpage: planted }, 'The option readpage of readByOffset is unknown. Did you mean readPage?'],
  [{ ...list, idOf: planted }, 'The option idOf of readByOffset must be a function.'],
  [{ ...list, position: -1 }, 'The option position of readByOffset must be a whole number from 0.'],
  [{ ...list, ahead: '8' }, 'The option ahead of readByOffset must be a whole number from 0.'],
  [{ ...list, seen: [planted] }, 'The option seen of readByOffset must be a Set.'],
])('readByOffset throws at once for %o', (argument, message) => {
  expect(() => readByOffset(argument as never)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message }),
  );
});

test.each([undefined, planted, {}])('pagedList throws at once for %o', (argument) => {
  expect(() => pagedList(argument as never)).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: 'Argument 1 of pagedList must be a function.',
    }),
  );
});

describe('a login', () => {
  const login = { headers: () => ({ authorization: planted }), secrets: () => [planted] };

  test.each<[unknown, string]>([
    [{}, 'headers must be a function.'],
    [new Map(Object.entries(login)), 'headers must be a function.'],
    [{ ...login, headers: 5 }, 'headers must be a function.'],
    [{ headers: login.headers }, 'secrets must be a function.'],
    [{ ...login, renew: true }, 'renew must be a function, or absent.'],
    [{ ...login, close: null }, 'close must be a function, or absent.'],
  ])('without its functions is refused at once (%#)', (authentication, message) => {
    const options = { system: 'SCM', baseUrl: 'https://scm.invalid', authentication };
    expect(() => createRestClient(options as never)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: `The option authentication.${message}`,
      }),
    );
  });

  const expected = 'headers must return an object of names and texts';
  test.each<[unknown, string]>([
    ...noRecords
      .filter(([object]) => !(object instanceof Promise))
      .map(([object, offer]): [unknown, string] => [object, `${expected}.${offer}`]),
    ...[undefined, null, 5, planted].map((value): [unknown, string] => [value, `${expected}.`]),
    ...[5, undefined, null, [planted]].map((value): [unknown, string] => [
      { authorization: value },
      `${expected}: one of its values is not text.`,
    ]),
  ])('whose headers are none sends nothing (%#)', async (headers, message) => {
    const fetch = vi.fn<typeof globalThis.fetch>();
    for (const returned of [headers, Promise.resolve(headers)]) {
      const authentication = { ...login, headers: () => returned } as never;
      const client = createClient({ baseUrl: 'https://scm.invalid', authentication, http: { fetch } });
      const failure = await failureOf(client.json({ method: 'GET', path: '/things', schema }));
      expect(failure).toMatchObject({
        code: 'invalid-argument',
        message: `The option authentication.${message}`,
        unsent: true,
      });
      expect(inspect(failure)).not.toContain(planted);
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  test.each<[object, number, string]>([
    [{ renew: async () => true }, 401, 'renew must return true or false. It is a Promise: await it first.'],
    [{ renew: () => undefined }, 401, 'renew must return true or false.'],
    [{ secrets: () => planted }, 404, 'secrets must return a list of texts.'],
    [
      { secrets: async () => [planted] },
      404,
      'secrets must return a list of texts. It is a Promise: await it first.',
    ],
    [{ secrets: () => [undefined] }, 404, 'secrets must return a list of texts.'],
  ])('whose other functions return another kind ends the call (%#)', async (part, status, message) => {
    const fetch = vi.fn(async () => new Response(null, { status }));
    const authentication = { ...login, ...part } as never;
    const client = createClient({ baseUrl: 'https://scm.invalid', authentication, http: { fetch } });
    expect(await failureOf(client.send({ method: 'GET', path: '/things' }))).toMatchObject({
      code: 'invalid-argument',
      message: `The option authentication.${message}`,
    });
    expect(fetch).toHaveBeenCalledTimes(1);
  });
});

const rows = { schema: v.array(v.unknown()), idOf: Number, what: 'the list', position: 0 };

test.each<[string, () => unknown, string]>([
  ['path', () => path('a' as never), 'path is a template tag: write path`/things`.'],
  ...[undefined, null, {}, [planted], Number.NaN, Number.POSITIVE_INFINITY, 5n, true, Symbol(planted)].map(
    (parameter): [string, () => unknown, string] => [
      'path',
      () => path`/a/${parameter as never}`,
      'A path parameter must be text or a finite number.',
    ],
  ),
  ...[undefined, planted, null, { a: planted }, { a: undefined }].map(
    (entries): [string, () => unknown, string] => [
      'parsedObject',
      () => parsedObject(entries as never),
      'Argument 1 of parsedObject must be an object of schemas.',
    ],
  ),
  ...noRecords.map(([object, offer]): [string, () => unknown, string] => [
    'parsedObject',
    () => parsedObject(object as never),
    `Argument 1 of parsedObject must be an object of schemas.${offer}`,
  ]),
  ['readRows', () => readRows(undefined as never, rows), 'Argument 1 of readRows must be a list.'],
  [
    'readRows',
    () => readRows([], undefined as never),
    'Argument 2 of readRows must be an object of options. It needs schema, idOf, what, position.',
  ],
  [
    'readRows',
    () => readRows([], { ...rows, idOf: planted } as never),
    'The option idOf of readRows must be a function.',
  ],
  ...[undefined, {}, planted].map((headers): [string, () => unknown, string] => [
    'totalCount',
    () => totalCount(headers as never),
    'Argument 1 of totalCount must be a Headers.',
  ]),
])('%s throws at once for an argument of another kind (%#)', (_, call, message) => {
  let failure: unknown;
  try {
    call();
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({ name: 'ApiError', code: 'invalid-argument', message });
  expect(inspect(failure)).not.toContain(planted);
});

test.each([0, -1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, '1', null, 5n, Symbol(planted)])(
  'toArray refuses %o as a limit',
  async (limit) => {
    const numbers = pagedList(async function* () {
      yield 1;
    });
    await expect(numbers.toArray({ limit } as never)).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: 'The option limit of toArray must be a whole number from 1.',
      }),
    );
  },
);
