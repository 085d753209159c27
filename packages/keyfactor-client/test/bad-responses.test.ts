import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { KeyfactorClient } from '../src/index.ts';
import { operations } from './operations.ts';
import { responding } from './responding.ts';
import { failureOf } from './start.ts';

const things = { certificateId: 48213, fieldId: 4, fieldName: 'Owner-Email' };
/** Operations whose response is a document. */
const reading = Object.entries(operations).filter(
  ([operationId]) => !/^(delete|updateCertificate|getStatusHealth)/.test(operationId),
);

/** A client of a server that always responds with this and 200. */
function always(body: string, contentType = 'application/json'): KeyfactorClient {
  return responding(() => new Response(body, { headers: { 'content-type': contentType } }));
}

describe.each(reading)('%s', (operationId, { run }) => {
  // The check of the address says what is wrong with it rather than with the response.
  const code = operationId === 'getStatusEndpoints' ? 'not-this-api' : 'invalid-response';

  test.each([
    ['cut', '[{"Id":7,"Name":"S3cret'],
    ['not JSON', 'S3cret'],
    ['empty', ''],
    ['a text', '"S3cret"'],
    ['of another shape', '[{"Id":"S3cret"}]'],
    // Nothing is needed of the response to an import.
    ['an object of another shape', operationId === 'importCertificate' ? '["S3cret"]' : '{"Id":"S3cret"}'],
  ])('a response that is %s names the place, and never what was received', async (_kind, body) => {
    const failure = await failureOf(run(always(body), things));
    expect(failure).toMatchObject({
      name: 'ApiError',
      code,
      method: expect.any(String),
      path: expect.stringMatching(/^\/(Status|MetadataFields|Certificates)/),
    });
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('S3cret');
  });

  test('a page of HTML is not a response, and never shown', async () => {
    const client = always('<!DOCTYPE html><html>S3cret</html>', 'text/html');
    const failure = await failureOf(run(client, things));
    expect(failure).toMatchObject({ code });
    expect(inspect(failure)).not.toContain('S3cret');
  });
});

test.each(Object.entries(operations))('%s takes no page of HTML for a response', async (id, { run }) => {
  const client = always('<html></html>', 'text/html');
  const code = id === 'getStatusEndpoints' ? 'not-this-api' : 'invalid-response';
  expect(await failureOf(run(client, things))).toMatchObject({ code });
});

test('the place in a long list is reported', async () => {
  const client = always('[{"Id":1},{"Id":2,"SerialNumber":{"a":5}}]');
  await expect(Array.fromAsync(client.certificates.list())).rejects.toThrow(
    /\(GET \/Certificates\): expected .*string.* at 1\.SerialNumber/,
  );
});

test.each<[string, (client: KeyfactorClient) => Promise<unknown>]>([
  ['certificate', (client) => client.certificates.get(1)],
  ['metadata field', (client) => client.metadataFields.get(1)],
  ['metadata field', (client) => client.metadataFields.update({ Id: 1, Name: 'Team', DataType: 1 })],
])('a response with the record of another %s is refused', async (what, call) => {
  const client = await always('{"Id":2,"Name":"Team","DataType":1}');
  expect(await failureOf(call(client))).toMatchObject({
    code: 'invalid-response',
    retryable: false,
    message: expect.stringContaining(`the record of another ${what}: 2 in place of 1`),
  });
});
