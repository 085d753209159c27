import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { KeyfactorClient } from '../src/index.ts';
import { responding } from './responding.ts';

/** A client of a Command that repeats whatever it is sent in its refusal. */
function echoing(): KeyfactorClient {
  return responding(async (request) => {
    const body = await request.text();
    const document = {
      ErrorCode: body,
      Message: `former 0ld-value ${body}`,
      FailedOperations: [{ Reason: body }],
    };
    return Response.json(document, { status: 400 });
  });
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
  const error = await write(echoing()).catch((reason: unknown) => reason);
  const everything = `${inspect(error, { showHidden: true })}${JSON.stringify(error)}`;
  expect(everything).toContain('***');
  expect(everything).not.toMatch(/S3cret|0ld-value/);
});
