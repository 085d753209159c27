import { readFileSync } from 'node:fs';
import { type ContractServer, loadContract, startContractServer } from '@certbridge/contract-testing';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CollectResult,
  createSectigoClient,
  type SectigoClient,
  SslDetailsSchema,
} from '../src/index.ts';
import { operations, prepare, type Things } from './operations.ts';
import { connect, connectByOAuth, failureOf, start } from './start.ts';

const contract = loadContract('sectigo-scm');
const oauthContract = loadContract('sectigo-scm', 'oauth');
const calls = Object.entries(operations);
const numRuns = 40;
const things: Things = {
  issued: 54,
  requested: 55,
  imported: 56,
  renewId: 'gu03sW6WENt7GTvDTuOP',
  serialNumber: 'A9:3E:C0:61:FB:1E:C0:10:73:05:65:00:8D:72:D8:69',
  customFieldId: 144,
  organizationId: 99,
  profileId: 1009,
  person: { id: 120, email: 'jo@corp.example' },
  domain: 'corp.example',
};

type Generated = ReturnType<typeof generate>;

let server: ContractServer;
let client: SectigoClient;
let oauthServer: ContractServer;
let oauthClient: SectigoClient;
/** For its token endpoint. */
let tokens: Sandbox;
const connectTo = (baseUrl: string) =>
  createSectigoClient({
    baseUrl,
    customerUri: 'corp',
    auth: { type: 'password', login: 'a', password: 'b' },
    http: { retries: 0 },
  });
beforeAll(async () => {
  server = await startContractServer(contract);
  client = connectTo(server.url);
  oauthServer = await startContractServer(oauthContract);
  tokens = await startSandbox({ certificates: 0 });
  const { tokenUrl, clientId, clientSecret } = tokens.scmOAuth;
  oauthClient = createSectigoClient({
    baseUrl: oauthServer.url,
    auth: { type: 'oauth', tokenUrl, clientId, clientSecret },
    http: { retries: 0 },
  });
});
afterAll(async () => {
  await client.close();
  await server.close();
  await oauthClient.close();
  await oauthServer.close();
  await tokens.close();
});

function generate(operationId: string, status?: number) {
  const options = { unknownEnumValues: true, ...(status !== undefined && { status }) };
  const [response] = fc.sample(contract.arbitraryResponse(operationId, options), 1);
  if (response === undefined) throw new Error('Nothing was generated.');
  return response;
}

/** The id of the one record that an operation returns: that of the call. */
const recordIds: Readonly<Record<string, object>> = {
  getSsl: { sslId: things.issued, id: things.issued },
  updateSsl: { sslId: things.requested, id: things.requested },
  getCustomField: { id: things.customFieldId },
  updateCustomField: { id: things.customFieldId },
  getOrganization: { id: things.organizationId },
  getPerson: { id: things.person.id },
};

/** Gives what the contract can't say: files that are certificates, the id that was asked for, one in Location, domains of their own. */
function fit(operationId: string, response: Generated): Generated {
  if (operationId.startsWith('collect')) return { ...response, body: certificateFile };
  const ids = recordIds[operationId];
  if (ids !== undefined) return { ...response, body: { ...(response.body as object), ...ids } };
  if (operationId === 'createCustomField') {
    return {
      ...response,
      headers: { ...response.headers, location: 'https://scm.example/api/customField/v2/141' },
    };
  }
  if (operationId !== 'listDcv' || !Array.isArray(response.body)) return response;
  return { ...response, body: response.body.map((row, index) => ({ ...row, domain: `d${index}.example` })) };
}

/** What the calls of SCM's flavours have in common is that a report says how it went. */
const isReportOf = (operationId: string, { body }: Generated) =>
  operationId !== 'reportSslCertificates' || (body as { statusCode: number }).statusCode === 0;

test('every operation of the contract has a call', () => {
  expect(calls.map(([operationId]) => operationId).toSorted()).toEqual(
    contract.operations.map(({ operationId }) => operationId).toSorted(),
  );
});

describe.each(calls)('%s', (operationId, { run }) => {
  test('keeps to the contract, and handles any response that the contract allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        contract.arbitraryResponse(operationId, { unknownEnumValues: true }),
        async (response) => {
          server.respond(operationId, fit(operationId, response));
          const before = server.requests.length;
          if (isReportOf(operationId, response)) await run(client, things);
          else await failureOf(run(client, things));
          const sent = server.requests.slice(before);
          expect(sent.flatMap(({ problems }) => problems)).toEqual([]);
          expect(new Set(sent.map((request) => request.operationId))).toEqual(new Set([operationId]));
        },
      ),
      { numRuns },
    );
  });

  test('works against the sandbox', async () => {
    const sandbox = await start({ switches: { approval: 'manual' } });
    const own = connect(sandbox);
    await run(own, await prepare(sandbox, own));
    expect(failedRequests(sandbox)).toEqual([]);
    expect(Object.keys(sandbox.requests.summary().scm.byOperation)).toEqual([operationId]);
  });
});

const callsByOAuth = calls.filter(([, { headerLoginOnly }]) => headerLoginOnly !== true);
test('every operation of the OAuth2 flavour has a call', () => {
  // What is counted with HEAD at one host is counted with a page at the other.
  const own = callsByOAuth.map(([operationId]) => operationId).filter((id) => id !== 'countSsl');
  expect(own.toSorted()).toEqual(oauthContract.operations.map(({ operationId }) => operationId).toSorted());
});

const callsOfOAuth = callsByOAuth.filter(([operationId]) => operationId !== 'countSsl');
test.each(callsOfOAuth)('%s keeps to the contract of the OAuth2 flavour', async (operationId, { run }) => {
  await fc.assert(
    fc.asyncProperty(
      oauthContract.arbitraryResponse(operationId, { unknownEnumValues: true }),
      async (response) => {
        oauthServer.respond(operationId, fit(operationId, response));
        const before = oauthServer.requests.length;
        if (isReportOf(operationId, response)) await run(oauthClient, things);
        else await failureOf(run(oauthClient, things));
        expect(oauthServer.requests.slice(before).flatMap(({ problems }) => problems)).toEqual([]);
      },
    ),
    { numRuns },
  );
});

test.each(callsByOAuth)('%s works against the OAuth2 flavour of the sandbox', async (_, { run }) => {
  const sandbox = await start({ switches: { approval: 'manual' } });
  const own = connectByOAuth(sandbox);
  await run(own, await prepare(sandbox, own));
  expect(failedRequests(sandbox)).toEqual([]);
});

function failedRequests(sandbox: Sandbox) {
  return sandbox.requests.list({ system: 'scm' }).filter(({ status }) => (status ?? 599) >= 300);
}

const refusals = calls.flatMap(([operationId]) =>
  ([400, 401, 404] as const)
    .filter((status) => isDocumented(operationId, status))
    .map((status) => ({ operationId, status })),
);

function isDocumented(operationId: string, status: number): boolean {
  try {
    contract.arbitraryResponse(operationId, { status });
    return true;
  } catch {
    return false;
  }
}

test.each(refusals)('$operationId reports a refusal with $status', async ({ operationId, status }) => {
  await fc.assert(
    fc.asyncProperty(contract.arbitraryResponse(operationId, { status }), async (response) => {
      server.respond(operationId, response);
      const other = connectTo(server.url);
      const outcome = await outcomeOf(operations[operationId]?.run(other, things));
      await other.close();
      if (isState(operationId, outcome) || (operationId === 'findPersonByEmail' && outcome === undefined))
        return;
      expect(outcome).toMatchObject({ name: 'ApiError', status });
    }),
    { numRuns: 15 },
  );
});

async function outcomeOf(call: Promise<unknown> | undefined): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return error;
  }
}

/** That a certificate can't be collected in its state is a result. */
function isState(operationId: string, outcome: unknown): boolean {
  return (
    operationId.startsWith('collect') &&
    (outcome as CollectResult).status !== undefined &&
    !(outcome instanceof Error)
  );
}

test('the schema of the record has the keys of the contract, and no other', () => {
  const documents = fc.sample(contract.arbitraryResponse('getSsl'), { numRuns: 300, seed: 1 });
  const keys = new Set(documents.flatMap(({ body }) => Object.keys(body as object)));
  for (const unknown of ['addedLater', 'Added_Later', '__proto__', 'constructor']) keys.delete(unknown);
  expect(Object.keys(SslDetailsSchema.entries).toSorted()).toEqual([...keys].toSorted());
});

test('the README has a row for each operation, and for nothing else', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| (\w+) \| `([^`]+)` \| `([A-Z]+) ([^`]+)` \| ✓ \| ✓ \| (✓|–) \|/gm)];
  const expected = contract.operations.map(({ operationId, method, path }) => {
    const { call, headerLoginOnly } = operations[operationId] ?? { call: '' };
    return [operationId, call, method, path, headerLoginOnly ? '–' : '✓'];
  });
  expect(rows.map(([, ...cells]) => cells)).toEqual(expected);
});

/** Self-signed, for the response of a collection. */
const certificateFile = readFileSync(new URL('fixtures/certificate.pem', import.meta.url), 'utf8');
