import { readFileSync } from 'node:fs';
import { type ContractServer, loadContract, startContractServer } from '@certbridge/contract-testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyfactorClient, type KeyfactorClient } from '../src/index.ts';
import { operations, prepare } from './operations.ts';
import { connect, failureOf, start } from './start.ts';

const contract = loadContract('keyfactor-command');
const things = { certificateId: 48213, fieldId: 4, fieldName: 'Owner-Email' };
const calls = Object.entries(operations);
const numRuns = 40;

let server: ContractServer;
let client: KeyfactorClient;
const connectTo = (baseUrl: string) =>
  createKeyfactorClient({
    baseUrl,
    auth: { type: 'basic', username: 'CORP\\svc', password: 'x' },
    http: { retries: 0 },
  });
beforeAll(async () => {
  server = await startContractServer(contract, { prefix: '/KeyfactorAPI' });
  client = connectTo(server.url);
});
afterAll(async () => {
  await client.close();
  await server.close();
});

test('every operation of the contract has a call', () => {
  expect(calls.map(([operationId]) => operationId).toSorted()).toEqual(
    contract.operations.map(({ operationId }) => operationId).toSorted(),
  );
});

/** What the one record that an operation returns is known by: that of the call. */
const records: Readonly<Record<string, object>> = {
  getCertificate: { Id: things.certificateId },
  getMetadataField: { Id: things.fieldId },
  createMetadataField: { Name: 'Stage' },
  updateMetadataField: { Id: things.fieldId },
};

/**
 * Gives what the contract can't say: the record that was asked for, and rows with ids of their own, all on the first page, since a
 * list of the same row twice has no end.
 */
function fit(operationId: string, response: ReturnType<typeof generate>) {
  const { body } = response;
  const record = records[operationId];
  if (record !== undefined) return { ...response, body: { ...(body as object), ...record } };
  if (!Array.isArray(body) || typeof body[0] !== 'object') return response;
  const rows = body.map((row, index) => ({ ...row, Id: index + 1 }));
  return { ...response, headers: { ...response.headers, 'x-total-count': String(rows.length) }, body: rows };
}

function generate(operationId: string, options: { status?: number } = {}) {
  const arbitrary = contract.arbitraryResponse(operationId, { ...options, unknownEnumValues: true });
  const [response] = fc.sample(arbitrary, 1);
  if (response === undefined) throw new Error('Nothing was generated.');
  return response;
}

describe.each(calls)('%s', (operationId, { run }) => {
  test('keeps to the contract, and handles any response that the contract allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        contract.arbitraryResponse(operationId, { unknownEnumValues: true }),
        async (response) => {
          server.respond(operationId, fit(operationId, response));
          const before = server.requests.length;
          await run(client, things);
          const sent = server.requests.slice(before);
          expect(sent.flatMap(({ problems }) => problems)).toEqual([]);
          expect(new Set(sent.map((request) => request.operationId))).toEqual(new Set([operationId]));
        },
      ),
      { numRuns },
    );
  });

  test('works against the sandbox', async () => {
    const sandbox = await start();
    await run(connect(sandbox), prepare(sandbox));
    const { byOperation, byStatus } = sandbox.requests.summary().command;
    expect(Object.keys(byOperation)).toEqual([operationId]);
    expect(Object.keys(byStatus).filter((status) => !status.startsWith('2'))).toEqual([]);
  });
});

const refusals = calls.flatMap(([operationId]) =>
  (
    [
      [400, 'bad-request'],
      [401, 'unauthorized'],
      [403, 'forbidden'],
      [404, 'not-found'],
    ] as const
  )
    .filter(([status]) => isDocumented(operationId, status))
    .map(([status, code]) => ({ operationId, status, code })),
);

test.each(refusals)('$operationId reports a refusal with $status', async ({ operationId, status, code }) => {
  await fc.assert(
    fc.asyncProperty(contract.arbitraryResponse(operationId, { status }), async (response) => {
      server.respond(operationId, response);
      const other = connectTo(server.url);
      try {
        const call = operations[operationId]?.run(other, things) ?? Promise.resolve();
        expect(await failureOf(call)).toMatchObject({ name: 'ApiError', code, status });
      } finally {
        await other.close();
      }
    }),
    { numRuns: 10 },
  );
});

function isDocumented(operationId: string, status: number): boolean {
  try {
    contract.arbitraryResponse(operationId, { status });
    return true;
  } catch {
    return false;
  }
}

test('the other ways to call keep to the contract too', async () => {
  const others = [
    () =>
      Array.fromAsync(client.certificates.list({ paging: 'offset', sortBy: 'IssuedCN', descending: true })),
    () => Array.fromAsync(client.certificates.list({ collectionId: 5 })),
    () => client.certificates.get(things.certificateId, { collectionId: 5, containerId: 6 }),
    () => client.certificates.findBySerialNumber('0A:3F'),
    () => client.certificates.findByThumbprint('7D1A0C9F3B5E28466D0F91A2C3B4D5E6F7081923'),
    () =>
      client.certificates.updateMetadata(1, { A: 1, B: true, C: '' }, { collectionId: 5, containerId: 6 }),
    () => client.certificates.updateMetadataOfMany({ entireCollection: 5 }, { A: 1 }),
    () => client.certificates.updateMetadataOfMany({ ids: [1] }, { A: true }, { collectionId: 5 }),
    () => client.certificates.compareMetadata(1, { name: 'A', value: '' }, { collectionId: 5 }),
    () =>
      client.certificates.import({
        Certificate: new Uint8Array([1, 2, 3]),
        Password: 'x',
        ImportMetadata: false,
        StoreIds: ['7f6b5e3c-1111-4a2b-8c3d-0123456789ab'],
        StoreTypes: [{ StoreTypeId: 1 }],
        Schedule: new Date('2026-03-01'),
      }),
    () => client.metadataFields.deleteMany([1, 2], { force: true }),
    () => client.metadataFields.delete(1),
    () => client.status.endpoints(),
  ];
  const before = server.requests.length;
  for (const { operationId } of contract.operations) {
    server.respond(operationId, fit(operationId, generate(operationId)));
  }
  for (const call of others) await call();
  expect(server.requests.slice(before).flatMap(({ problems }) => problems)).toEqual([]);
});

test('the README lists every operation with its method and its call', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\w+) `([^`]+)` \| `([\w.]+)\(.*?\)` \| ✓ \| ✓ \|$/gm)];
  const listed = rows.map(([, operationId, method, path, call]) => ({ operationId, method, path, call }));
  expect(listed).toEqual(
    contract.operations.map(({ operationId, method, path }) => ({
      operationId,
      method,
      path,
      call: operations[operationId]?.call,
    })),
  );
});
