import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createKeyfactorClient, type KeyfactorClient } from '../src/index.ts';

/** A client of a server that repeats whatever it is sent in its refusal. */
async function echoing(): Promise<KeyfactorClient> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const document = {
      ErrorCode: body,
      Message: `former 0ld-value ${body}`,
      FailedOperations: [{ Reason: body }],
    };
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createKeyfactorClient({
    baseUrl: `http://127.0.0.1:${port}`,
    auth: { type: 'token', accessToken: 'some-t0ken' },
  });
  onTestFinished(async () => {
    await client.close();
    server.closeAllConnections();
    server.close();
  });
  return client;
}

const value = 'S3cret "value"\u2028';
const values = { Pin: value, Owner: 'pki' };
const options = { sensitiveFields: ['Pin'], secrets: ['0ld-value'] };

test.each<[string, (client: KeyfactorClient) => Promise<unknown>]>([
  ['one certificate', (client) => client.certificates.updateMetadata(1, values, options)],
  ['many certificates', (client) => client.certificates.updateMetadataOfMany({ ids: [1] }, values, options)],
  [
    'an import',
    ({ certificates }) =>
      certificates.import({ Certificate: 'AAAA', Password: 'S3cret-pfx', Metadata: values }, options),
  ],
])('sensitive values that Command repeats are not in the error of %s', async (_, write) => {
  const error = await write(await echoing()).catch((reason: unknown) => reason);
  const everything = `${inspect(error, { showHidden: true })}${JSON.stringify(error)}`;
  expect(everything).toContain('***');
  expect(everything).not.toMatch(/S3cret|0ld-value/);
});
