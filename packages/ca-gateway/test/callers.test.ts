import { configure, type LogRecord, reset } from '@logtape/logtape';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Access, accessBy, createGateway } from '../src/index.ts';
import { everything } from './support/ejbca-server.ts';
import { api, createEjbcaWorld, type EjbcaWorld, enrollment } from './support/ejbca-world.ts';
import type { MemoryHost } from './support/memory-host.ts';
import { createCsr } from './support/test-pki.ts';

const planted = 'pl4nted';
const records: LogRecord[] = [];
let world: EjbcaWorld;
let csr: string;
let host: MemoryHost;

beforeAll(async () => {
  world = await createEjbcaWorld();
  csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
});
beforeEach(async () => {
  records.length = 0;
  host = world.createHost();
  await configure({
    reset: true,
    sinks: { kept: (record) => records.push(record) },
    loggers: [
      { category: 'certbridge', sinks: ['kept'], lowestLevel: 'error' },
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'error' },
    ],
  });
});
afterEach(() => reset());

const logged = () => records.map(({ message }) => message.join(''));

/** The statuses of requests to order by EJBCA REST and by EST, to find, and to count certificates. */
async function statusesOf(access: Access): Promise<number[]> {
  const { app } = createGateway({ host, access });
  const peer = { address: '127.0.0.1', authorized: false };
  const sent = [
    post(`${api}/v1/certificate/pkcs10enroll`, JSON.stringify(enrollment(csr)), 'application/json'),
    post('/.well-known/est/DV%20SSL/simpleenroll', base64Of(csr), 'application/pkcs10'),
    new Request(`https://gateway${api}/v1/ca`),
    new Request(`https://gateway${api}/v2/certificate/count`),
  ];
  const responses = await Promise.all(sent.map((request) => app.fetch(request, { peer })));
  return responses.map(({ status }) => status);
}

function post(path: string, body: string, type: string): Request {
  return new Request(`https://gateway${path}`, { method: 'POST', body, headers: { 'content-type': type } });
}

function base64Of(pem: string): string {
  return pem.replace(/-----.*?-----|\s/g, '');
}

describe('a caller may do nothing, and the log says why, whose can', () => {
  test.each<[string, unknown, string]>([
    ['is async and refuses', async () => false, 'a promise'],
    ['is async and grants', async () => true, 'a promise'],
    ['is async and fails', async () => Promise.reject(new Error(planted)), 'a promise'],
    ['returns text', () => planted, 'text'],
    ['returns a number', () => 1, 'a number'],
    ['returns an object', () => ({}), 'an object'],
    ['returns nothing', () => undefined, 'undefined'],
    ['returns null', () => null, 'null'],
  ])('%s', async (_, can, kind) => {
    const access = accessBy(() => ({ name: 'nobody', can }) as never);
    expect(await statusesOf(access)).toEqual([500, 500, 500, 500]);
    expect(host.ordered).toEqual([]);
    const problem = `The function can of a caller must return true or false, and not be async; it returned ${kind}.`;
    expect(logged()).toEqual(Array(4).fill(`A request failed: TypeError: ${problem}`));
    expect(JSON.stringify(records)).not.toContain(planted);
  });
});

test.each<[string, unknown, string]>([
  ['null', null, 'null'],
  ['text', planted, 'text'],
  ['a caller without can', { name: planted }, 'an object'],
  ['a caller without a name', { can: () => true }, 'an object'],
])('%s is no caller, and the log says so', async (_, caller, kind) => {
  for (const identify of [() => caller, async () => caller]) {
    records.length = 0;
    expect(await statusesOf(accessBy(identify as never))).toEqual([500, 500, 500, 500]);
    expect(host.ordered).toEqual([]);
    const problem = `The caller of a request must be an object with a name and the function can; it is ${kind}.`;
    expect(logged()).toEqual(Array(4).fill(`A request failed: TypeError: ${problem}`));
    expect(JSON.stringify(records)).not.toContain(planted);
  }
});

test('access of another kind is held to the same', async () => {
  const caller = { name: 'nobody', can: async () => false } as never;
  const access: Access = {
    ...accessBy(() => undefined),
    authenticate: async () => caller,
    readCredentials: async () => ({ state: 'known', caller }),
  };
  expect(await statusesOf(access)).toEqual([500, 500, 500, 500]);
  expect(host.ordered).toEqual([]);
});

test('the function of accessBy may be async', async () => {
  expect(await statusesOf(accessBy(async () => everything))).toEqual([201, 200, 200, 200]);
  expect(await statusesOf(accessBy(async () => undefined))).toEqual([403, 401, 403, 403]);
  expect(logged()).toEqual([]);
});

test('a caller may be of a class', async () => {
  class Operator {
    readonly name = 'operator';
    readonly #may = true;
    can() {
      return this.#may;
    }
  }
  expect(await statusesOf(accessBy(() => new Operator()))).toEqual([201, 200, 200, 200]);
});
