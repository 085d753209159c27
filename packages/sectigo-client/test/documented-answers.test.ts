import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from './start.ts';

// Answers as SCM's documentation and fixtures of public clients show them; the sandbox does not give these.

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

const connect = () =>
  createClient({
    baseUrl: 'https://scm.example',
    customerUri: 'corp',
    auth: { type: 'password', login: 'a', password: 'b' },
    http: { retries: 0 },
  });

test('the documented sample of an issued certificate is read', async () => {
  server.resetHandlers(
    http.get('https://scm.example/api/ssl/v1/54', () =>
      HttpResponse.json({
        commonName: 'ccmqa.com',
        sslId: 54,
        id: 54,
        orgId: 99,
        status: 'Issued',
        orderNumber: 7344326,
        certType: {
          id: 1009,
          name: 'SSL SASP 1908375227',
          terms: [365],
          keyTypes: { RSA: ['1024', '2048', '4096'] },
          useSecondaryOrgName: false,
        },
        subType: '',
        term: 365,
        requested: '05/21/2025',
        expires: '05/21/2026',
        renewed: false,
        serialNumber: '00:0::11::2:2::33',
        customFields: [{ name: 'name1', value: 'value1' }],
        certificateDetails: { issuer: 'issuer', sha1Hash: 'AAABBBCCC' },
        autoRenewDetails: { state: 'Not scheduled' },
        suspendNotifications: false,
      }),
    ),
  );
  expect(await connect().certificates.get(54)).toMatchObject({
    requested: '2025-05-21',
    expires: '2026-05-21',
    serialNumber: '00:0::11::2:2::33',
    certType: { id: 1009, terms: [365] },
    customFields: [{ name: 'name1', value: 'value1' }],
    suspendNotifications: false,
  });
});

test('a revoked certificate of which most keys are missing is read', async () => {
  const record = {
    commonName: 'dev.dummy.edu',
    sslId: 1234,
    status: 'Revoked',
    expires: '02/16/2023',
    certificateDetails: {},
  };
  server.resetHandlers(http.get(`https://scm.example/api/ssl/v1/1234`, () => HttpResponse.json(record)));
  expect(await connect().certificates.get(1234)).toEqual({ ...record, id: 1234, expires: '2023-02-16' });
});

test('a list without a total ends with an empty page', async () => {
  const positions: (string | null)[] = [];
  server.resetHandlers(
    http.get(`https://scm.example/api/ssl/v1`, ({ request }) => {
      const position = new URL(request.url).searchParams.get('position');
      positions.push(position);
      return HttpResponse.json(position === '0' ? [{ sslId: 58, commonName: 'ccmqa.com' }] : []);
    }),
  );
  expect(await Array.fromAsync(connect().certificates.list())).toEqual([
    { sslId: 58, commonName: 'ccmqa.com' },
  ]);
  expect(positions).toEqual(['0', '1']);
});

test('a lack of rights that comes with 400 is forbidden', async () => {
  const body = { code: -3, description: 'You are not authorized to perform DCV validation.' };
  server.resetHandlers(
    http.get(`https://scm.example/api/ssl/v1/types`, () => HttpResponse.json(body, { status: 400 })),
  );
  await expect(connect().profiles.list()).rejects.toThrow(
    expect.objectContaining({ code: 'forbidden', status: 400, apiCode: -3, apiMessage: body.description }),
  );
});

test('custom fields of other kinds are left out where the server passes over the filter', async () => {
  const field = { id: 1, state: 'ACTIVE', input: { type: 'DATE' }, mandatories: [] };
  server.resetHandlers(
    http.get(`https://scm.example/api/customField/v2`, () =>
      HttpResponse.json([
        { ...field, name: 'A', certType: 'ssl' },
        { ...field, name: 'B', certType: 'smime' },
        { ...field, name: 'C', certType: 'SSL' },
      ]),
    ),
  );
  const fields = await connect().customFields.list({ certType: 'SSL' });
  expect(fields.map(({ name }) => name)).toEqual(['A', 'C']);
});

test('a report with another status code is a failure', async () => {
  server.resetHandlers(
    http.post(`https://scm.example/api/report/v1/ssl-certificates`, () =>
      HttpResponse.json({ statusCode: 7, reports: [] }),
    ),
  );
  await expect(connect().reports.sslCertificates({})).rejects.toThrow(
    expect.objectContaining({ code: 'server-error', apiCode: 7 }),
  );
});
