import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { operations, type Things } from './operations.ts';
import { responding } from './responding.ts';
import { failureOf } from './start.ts';

const planted = 'pl4nted';
const things: Things = {
  issued: 54,
  requested: 55,
  imported: 56,
  renewId: 'gu03sW6WENt7GTvDTuOP',
  serialNumber: 'A9:3E',
  customFieldId: 144,
  organizationId: 99,
  profileId: 1009,
  person: { id: 120, email: 'jo@corp.example' },
  domain: 'corp.example',
};

const text =
  (body: string, type = 'application/json') =>
  () =>
    new Response(body, { headers: { 'content-type': type, 'x-total-count': '1' } });

/** Calls that need only a header, because the response has no document. */
const withoutDocument = new Set([
  'countSsl',
  'deleteSsl',
  'renewSslByRenewId',
  'markSslRenewed',
  'replaceSsl',
  'revokeSslById',
  'revokeSslBySerial',
  'markSslRevoked',
  'approveSsl',
  'declineSsl',
  'createCustomField',
  'deleteCustomField',
]);
const withDocument = Object.entries(operations).filter(([id]) => !withoutDocument.has(id));
const files = ['collectSsl', 'collectSslByPath'];

describe.each(withDocument)('%s', (operationId, { run }) => {
  test.each([
    ['text', text(planted)],
    ['a document that is cut off', text(`{"sslId":7,"commonName":"${planted}`)],
    ['a list where there is none, or none where there is one', text(`{"${planted}":[[["${planted}"]]]}`)],
    ['a number', text('4711')],
  ])('a response that is %s cannot be used, and is not shown', async (kind, respond) => {
    // Each of these responses has only optional keys.
    const takesAnyObject = ['startDcv', 'getSslDcv', 'recheckSslDcv'];
    if (kind.startsWith('a list') && takesAnyObject.includes(operationId)) return;
    const failure = await failureOf(run(responding(respond), things));
    expect(failure).toMatchObject({
      name: 'ApiError',
      code: 'invalid-response',
      path: expect.stringMatching(/^\/api\//),
      message: expect.stringMatching(/\/api\/.*(expected|is missing|it is not JSON)/),
    });
    expect(inspect(failure, { showHidden: true })).not.toContain(planted);
  });

  test('an HTML page is not a response', async () => {
    const page = text(`<!DOCTYPE html><html><body>${planted}</body></html>`, 'text/html');
    const failure = await failureOf(run(responding(page), things));
    expect(failure).toMatchObject({ code: 'invalid-response', status: 200 });
    expect(inspect(failure)).not.toContain(planted);
  });

  test('an empty response cannot be used', async () => {
    const outcome = run(responding(text('')), things);
    if (files.includes(operationId)) expect(await outcome).toEqual({ status: 'pending' });
    else expect(await failureOf(outcome)).toMatchObject({ code: 'invalid-response' });
  });

  test('a connection that is cut is reported as such', async () => {
    const client = responding(() => {
      const body = new ReadableStream({
        start: (stream) => stream.enqueue(Buffer.from(`[{"${planted}":`)),
        pull: (stream) => stream.error(new TypeError('terminated')),
      });
      return new Response(body, { headers: { 'content-type': 'application/json' } });
    });
    const failure = await failureOf(run(client, things));
    expect(failure).toMatchObject({ name: 'ApiError', code: 'unreachable' });
    expect(inspect(failure)).not.toContain(planted);
  });
});

test.each([
  ['getSsl', '{"sslId":7}', 'status'],
  ['listDcv', '[{"domain":"a","dcvStatus":"b"},{"domain":"c"}]', '1.dcvStatus'],
  ['getDcvStatus', '{}', 'status'],
  ['getPerson', '{"id":7}', 'email'],
  ['getSsl', '{"status":"","sslId":9007199254740993}', 'sslId'],
  ['getSsl', '{"status":"","sslId":1e400}', 'sslId'],
  ['getSsl', '{"status":"","sslId":7.5}', 'sslId'],
  ['getSsl', '{"status":"","sslId":-7}', 'sslId'],
  ['getSsl', '{"status":{"a":"pl4nted"},"sslId":7}', 'status'],
  ['getSsl', '{"status":"","sslId":7,"serialNumber":["pl4nted"]}', 'serialNumber'],
  ['listSsl', '[{"sslId":9007199254740993}]', '0.sslId'],
  ['reportSslCertificates', '{"statusCode":0,"reports":[{"id":1e400}]}', 'reports.0.id'],
  ['enrollSsl', '{"sslId":9007199254740993}', 'sslId'],
  ['getSsl', '{"status":"","sslId":7,"customFields":[{"name":"a"},{"name":5}]}', 'customFields.1.name'],
  ['listSsl', '[{"sslId":1},{"sslId":"pl4nted"}]', '1.sslId'],
  ['listSslTypes', '[{"id":1,"name":"a","terms":["pl4nted"]}]', '0.terms.0'],
  ['listCustomFields', '[{"id":1,"name":"a","certType":"ssl","state":"ACTIVE"}]', '0.input'],
  ['getOrganization', '{"id":"pl4nted","name":"a"}', 'id'],
  ['reportSslCertificates', '{"statusCode":0,"reports":[{"id":"pl4nted"}]}', 'reports.0.id'],
])('the place that does not fit is named: %s %s', async (operationId, body, place) => {
  const client = responding(text(body));
  const failure = await failureOf(operations[operationId]?.run(client, things) ?? Promise.resolve());
  expect(failure).toMatchObject({
    code: 'invalid-response',
    message: expect.stringMatching(new RegExp(` at ${place}\\.|: ${place} is missing\\.`)),
  });
  expect(inspect(failure)).not.toContain(planted);
});

test.each([undefined, 'x', '-1', '1.5'])('a count without a number cannot be used: %s', async (total) => {
  const headers: Record<string, string> = total === undefined ? {} : { 'x-total-count': total };
  const client = responding(() => new Response(null, { headers }));
  expect(await failureOf(client.certificates.count())).toMatchObject({
    code: 'invalid-response',
    message: expect.stringContaining('X-Total-Count'),
  });
});

test.each([undefined, '/api/customField/v2', 'https://scm.example/api/customField/v2/x'])(
  'a creation that tells no id cannot be used: %s',
  async (location) => {
    const headers: Record<string, string> = location === undefined ? {} : { location };
    const client = responding(() => new Response(null, { status: 201, headers }));
    expect(await failureOf(client.customFields.create({ name: 'a', certType: 'ssl' }))).toMatchObject({
      code: 'invalid-response',
      message: expect.stringContaining('List the custom fields'),
    });
  },
);
