import { expect, onTestFinished, test } from 'vitest';
import { loadContract, startContractServer } from './index.ts';

const contract = loadContract('keyfactor-command');
const headers = { authorization: 'Basic YTpi', 'x-keyfactor-requested-with': 'APIClient' };

async function start(options = {}) {
  const server = await startContractServer(contract, { prefix: '/KeyfactorAPI', ...options });
  onTestFinished(() => server.close());
  return server;
}

test('a request gets a document of the contract, the same for the same seed', async () => {
  const documents: unknown[] = [];
  for (const seed of [5, 5, 6]) {
    const server = await start({ seed });
    const response = await fetch(`${server.url}/Certificates/7`, { headers });
    expect(response.status).toBe(200);
    documents.push(await response.json());
  }
  expect(documents[0]).toEqual(documents[1]);
  expect(documents[0]).not.toEqual(documents[2]);
});

test('a request that breaks the contract is refused with its problems', async () => {
  const server = await start();
  const response = await fetch(`${server.url}/Certificates/x`, { headers });
  expect(response.status).toBe(501);
  expect(await response.json()).toMatchObject({
    Message: 'The path parameter id must be integer {"type":"integer"}.',
  });
  expect(server.requests).toMatchObject([
    { operationId: 'getCertificate', method: 'GET', path: '/Certificates/x', problems: [expect.any(String)] },
  ]);
});

test('an unreadable body is refused', async () => {
  const server = await start();
  const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{' };
  expect((await fetch(`${server.url}/MetadataFields`, init)).status).toBe(501);
});

test('a set response replaces generated ones', async () => {
  const server = await start();
  server.respond('getCertificate', { status: 404, headers: {}, body: { Message: 'gone' } });
  server.respond('listCertificates', ({ url }) => ({ status: 200, headers: {}, body: [{ Id: url.length }] }));
  const gone = await fetch(`${server.url}/Certificates/7`, { headers });
  expect([gone.status, await gone.json()]).toEqual([404, { Message: 'gone' }]);
  const listed = await fetch(`${server.url}/Certificates?ReturnLimit=5`, { headers });
  expect(await listed.json()).toEqual([{ Id: '/Certificates?ReturnLimit=5'.length }]);
});
