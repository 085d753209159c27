import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { SectigoClient } from '../src/index.ts';
import { createClient } from './start.ts';

const field = {
  name: 'Team',
  certType: 'ssl',
  state: 'ACTIVE',
  input: { type: 'TEXT_SINGLE_LINE', options: [] },
  mandatories: [],
} as const;

/** A client of a server that responds to everything with records of id 2. */
async function connectToKeeper(): Promise<SectigoClient> {
  const server = createServer((_, response) => {
    const record = {
      id: 2,
      sslId: 2,
      status: 'Issued',
      email: 'jo@corp.example',
      firstName: 'Jo',
      lastName: 'Doe',
      ...field,
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(record));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return createClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    customerUri: 'corp',
    auth: { type: 'password', login: 'a', password: 'b' },
  });
}

test.each<[string, (client: SectigoClient) => Promise<unknown>]>([
  ['certificate', (client) => client.certificates.update(1, { comments: 'x' })],
  ['custom field', (client) => client.customFields.get(1)],
  ['custom field', (client) => client.customFields.update({ id: 1, ...field })],
  ['organization', (client) => client.organizations.get(1)],
  ['person', (client) => client.persons.get(1)],
])('a response with the record of another %s is refused', async (what, call) => {
  await expect(call(await connectToKeeper())).rejects.toThrow(
    expect.objectContaining({
      code: 'invalid-response',
      retryable: false,
      message: expect.stringContaining(`the record of another ${what}: 2 in place of 1`),
    }),
  );
});
