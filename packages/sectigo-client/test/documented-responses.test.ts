import { expect, test } from 'vitest';
import { responding } from './responding.ts';

// Responses as SCM's documentation and fixtures of public clients show them; the sandbox does not give these.

test('the documented sample of an issued certificate is read', async () => {
  const client = responding({
    'GET /api/ssl/v1/54': () =>
      Response.json({
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
  });
  expect(await client.certificates.get(54)).toMatchObject({
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
  const client = responding({ 'GET /api/ssl/v1/1234': () => Response.json(record) });
  expect(await client.certificates.get(1234)).toEqual({ ...record, id: 1234, expires: '2023-02-16' });
});

test('a list without a total ends with an empty page', async () => {
  const positions: (string | null)[] = [];
  const client = responding({
    'GET /api/ssl/v1': (request) => {
      const position = new URL(request.url).searchParams.get('position');
      positions.push(position);
      return Response.json(position === '0' ? [{ sslId: 58, commonName: 'ccmqa.com' }] : []);
    },
  });
  expect(await Array.fromAsync(client.certificates.list())).toEqual([{ sslId: 58, commonName: 'ccmqa.com' }]);
  expect(positions).toEqual(['0', '1']);
});

test('a lack of rights that comes with 400 is forbidden', async () => {
  const body = { code: -3, description: 'You are not authorized to perform DCV validation.' };
  const client = responding({ 'GET /api/ssl/v1/types': () => Response.json(body, { status: 400 }) });
  await expect(client.profiles.list()).rejects.toThrow(
    expect.objectContaining({ code: 'forbidden', status: 400, apiCode: -3, apiMessage: body.description }),
  );
});

test('custom fields of other kinds are left out where the server passes over the filter', async () => {
  const field = { id: 1, state: 'ACTIVE', input: { type: 'DATE' }, mandatories: [] };
  const client = responding({
    'GET /api/customField/v2': () =>
      Response.json([
        { ...field, name: 'A', certType: 'ssl' },
        { ...field, name: 'B', certType: 'smime' },
        { ...field, name: 'C', certType: 'SSL' },
      ]),
  });
  const fields = await client.customFields.list({ certType: 'ssl' });
  expect(fields.map(({ name }) => name)).toEqual(['A', 'C']);
});

test('a report with another status code is a failure', async () => {
  const client = responding({
    'POST /api/report/v1/ssl-certificates': () => Response.json({ statusCode: 7, reports: [] }),
  });
  await expect(client.reports.sslCertificates({})).rejects.toThrow(
    expect.objectContaining({ code: 'server-error', apiCode: 7 }),
  );
});
