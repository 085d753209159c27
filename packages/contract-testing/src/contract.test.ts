import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Contract, loadContract } from './index.ts';

const scm = loadContract('sectigo-scm');
const command = loadContract('keyfactor-command');
const scmLogin = { login: 'a', password: 'b', customeruri: 'c' };
const commandLogin = { authorization: 'Basic YTpi', 'x-keyfactor-requested-with': 'APIClient' };
const json = { 'content-type': 'application/json' };

test('the contracts list their operations', () => {
  expect(scm.operations).toContainEqual({
    operationId: 'collectSsl',
    method: 'GET',
    path: '/api/ssl/v1/collect/{sslId}',
  });
  expect(command.operations).toContainEqual({
    operationId: 'compareCertificateMetadata',
    method: 'GET',
    path: '/Certificates/Metadata/Compare',
  });
  expect(new Set(scm.operations.map(({ operationId }) => operationId)).size).toBe(scm.operations.length);
});

describe('a request that keeps the contract is taken', () => {
  test.each([
    [scm, 'listSsl', 'GET', '/api/ssl/v1?size=200&position=0&status=Issued', scmLogin, undefined],
    [scm, 'countSsl', 'HEAD', '/api/ssl/v1', scmLogin, undefined],
    [scm, 'getSsl', 'GET', '/api/ssl/v1/54?dateFormat=ISO', scmLogin, undefined],
    [scm, 'listSslTypes', 'GET', '/api/ssl/v1/types', scmLogin, undefined],
    [scm, 'getSsl', 'GET', '/api/ssl/v1/54', { login: 'a', customeruri: 'c' }, undefined],
    [scm, 'getSsl', 'GET', '/api/ssl/v1/54', { authorization: 'Bearer t' }, undefined],
    [
      scm,
      'revokeSslById',
      'POST',
      '/api/ssl/v1/revoke/5',
      { ...scmLogin, ...json },
      { reason: 'lost', reasonCode: 1 },
    ],
    [command, 'getMetadataField', 'GET', '/MetadataFields/Owner%2FMail', commandLogin, undefined],
    [command, 'deleteMetadataFields', 'DELETE', '/MetadataFields', { ...commandLogin, ...json }, [1, 2]],
    [
      command,
      'updateCertificateMetadata',
      'PUT',
      '/Certificates/Metadata',
      { ...commandLogin, ...json },
      { Id: 1, Metadata: { any: 'a', other: 1 } },
    ],
  ] as const)('%#: %s', (contract, operationId, method, url, headers, body) => {
    expect(contract.checkRequest({ method, url, headers, body })).toEqual({ operationId, problems: [] });
  });
});

describe('a request that violates the contract is reported', () => {
  const updateField = { Id: 1, Name: 'a', Description: 'b', DataType: 1, DisplayOrder: 0 };
  test.each([
    [
      'an unknown path',
      scm,
      { method: 'GET', url: '/api/ssl/v9', headers: scmLogin },
      'has no GET /api/ssl/v9',
    ],
    ['an unknown method', scm, { method: 'PATCH', url: '/api/ssl/v1', headers: scmLogin }, 'has no PATCH'],
    [
      'a missing login',
      scm,
      { method: 'GET', url: '/api/ssl/v1', headers: { login: 'a' } },
      'none of the logins',
    ],
    [
      'an unknown query parameter',
      scm,
      { method: 'GET', url: '/api/ssl/v1?name=a', headers: scmLogin },
      'query parameter name is unknown',
    ],
    [
      'a parameter given twice',
      scm,
      { method: 'GET', url: '/api/ssl/v1?size=1&size=2', headers: scmLogin },
      'size is there more than once',
    ],
    [
      'a page size out of range',
      scm,
      { method: 'GET', url: '/api/ssl/v1?size=201', headers: scmLogin },
      'size must be <= 200',
    ],
    [
      'text where a number belongs',
      scm,
      { method: 'GET', url: '/api/ssl/v1?size=all', headers: scmLogin },
      'size must be integer',
    ],
    ['an id of 0', scm, { method: 'GET', url: '/api/ssl/v1/0', headers: scmLogin }, 'sslId must be >= 1'],
    [
      'a value that is not listed',
      scm,
      { method: 'GET', url: '/api/ssl/v1?status=Lost', headers: scmLogin },
      'status must be equal to one of',
    ],
    [
      'a missing header',
      command,
      { method: 'GET', url: '/Certificates/1', headers: { authorization: 'Basic YTpi' } },
      'x-keyfactor-requested-with is missing',
    ],
    ['a missing body', scm, { method: 'PUT', url: '/api/ssl/v1', headers: scmLogin }, 'body is missing'],
    [
      'a body where none belongs',
      scm,
      { method: 'GET', url: '/api/ssl/v1', headers: scmLogin, body: {} },
      'none',
    ],
    [
      'another content type',
      scm,
      { method: 'PUT', url: '/api/ssl/v1', headers: { ...scmLogin, 'content-type': 'text/plain' }, body: {} },
      "'text/plain' is unknown",
    ],
    [
      'a body without a required property',
      scm,
      { method: 'POST', url: '/api/ssl/v1/revoke/5', headers: { ...scmLogin, ...json }, body: {} },
      "must have required property 'reason'",
    ],
    [
      'a body with an unknown property',
      scm,
      {
        method: 'POST',
        url: '/api/ssl/v1/revoke/5',
        headers: { ...scmLogin, ...json },
        body: { reason: 'a', reasonCode: 1, note: 'b' },
      },
      'note',
    ],
    [
      'an unknown property in a joined schema',
      command,
      {
        method: 'PUT',
        url: '/MetadataFields',
        headers: { ...commandLogin, ...json },
        body: { ...updateField, Extra: 1 },
      },
      'Extra',
    ],
    [
      'an unknown property deep inside',
      command,
      {
        method: 'PUT',
        url: '/Certificates/Metadata/All',
        headers: { ...commandLogin, ...json },
        body: { CertificateIds: [1], Metadata: [{ MetadataName: 'a', Value: 'b', Extra: 1 }] },
      },
      'Extra',
    ],
  ] as const)('%s', (_, contract: Contract, request, problem) => {
    expect(contract.checkRequest(request).problems.join('\n')).toContain(problem);
  });

  test('what a joined schema has is no unknown property', () => {
    const request = {
      method: 'PUT',
      url: '/MetadataFields',
      headers: { ...commandLogin, ...json },
      body: updateField,
    };
    expect(command.checkRequest(request).problems).toEqual([]);
  });
});

/** Responses of one operation, always the same ones. */
function sample(
  contract: Contract,
  operationId: string,
  options?: Parameters<Contract['arbitraryResponse']>[1],
) {
  return fc.sample(contract.arbitraryResponse(operationId, options), { seed: 1, numRuns: 300 });
}

describe('generated responses', () => {
  test.each([
    ...scm.operations.map((each) => [scm, each.operationId] as const),
    ...command.operations.map((each) => [command, each.operationId] as const),
  ])('%#: every operation has some: %s', (contract, operationId) => {
    expect(sample(contract, operationId).length).toBe(300);
  });

  test('are the same for the same seed', () => {
    expect(sample(scm, 'getSsl')).toEqual(sample(scm, 'getSsl'));
  });

  test('leave out, null and invent properties', () => {
    const details = sample(scm, 'getSsl').map(({ body }) => body as Record<string, unknown>);
    expect(details.every((each) => Number.isInteger(each.id))).toBe(true);
    expect(details.some((each) => !('serialNumber' in each))).toBe(true);
    expect(details.some((each) => each.serialNumber === null)).toBe(true);
    expect(details.some((each) => 'addedLater' in each)).toBe(true);
    expect(details.some((each) => Object.hasOwn(each, '__proto__'))).toBe(true);
  });

  test('hold dates in every notation of the pattern, and empty ones', () => {
    const dates = sample(scm, 'getSsl').map(({ body }) => (body as Record<string, unknown>).expires);
    for (const form of [
      /^$/,
      /^\d\d\/\d\d\/\d{4}$/,
      /^\d{4}-\d\d-\d\d$/,
      /^\d{4}-\d\d-\d\dT/,
      /^\d\d\.\d\d\.\d{4}$/,
    ]) {
      expect(dates.some((date) => typeof date === 'string' && form.test(date))).toBe(true);
    }
  });

  test('hold values that an open enumeration does not list', () => {
    const statuses = sample(scm, 'getSsl').map(({ body }) => (body as Record<string, unknown>).status);
    expect(statuses).toContain('Issued');
    expect(statuses.some((status) => typeof status === 'string' && !/^[A-Z]\w+( \w+)?$/.test(status))).toBe(
      true,
    );
  });

  test('hold values that a closed enumeration does not list on demand only', () => {
    const states = (options?: { unknownEnumValues: boolean }) =>
      sample(command, 'getCertificate', options).map(
        ({ body }) => (body as { CertState?: number }).CertState ?? 0,
      );
    expect(states().every((state) => state < 100)).toBe(true);
    expect(states({ unknownEnumValues: true }).some((state) => state >= 100)).toBe(true);
  });

  test('count the rows that they hold, each with an id of its own', () => {
    for (const { headers, body } of sample(scm, 'listSsl')) {
      const rows = body as { sslId: number }[];
      expect(headers['x-total-count']).toBe(String(rows.length));
      expect(new Set(rows.map(({ sslId }) => sslId)).size).toBe(rows.length);
    }
  });

  test('have the asked status', () => {
    expect(sample(scm, 'getSsl', { status: 404 })[0]).toMatchObject({
      status: 404,
      body: { code: expect.any(Number) },
    });
    expect(sample(scm, 'createCustomField')[0]?.status).toBe(201);
    expect(sample(scm, 'deleteSsl')[0]).toEqual({ status: 204, headers: {}, body: undefined });
    expect(() => scm.arbitraryResponse('getSsl', { status: 299 })).toThrow('no such status');
    expect(() => scm.arbitraryResponse('getAll')).toThrow('no operation getAll');
  });
});

describe('the OAuth2 flavour of SCM', () => {
  const oauth = loadContract('sectigo-scm', 'oauth');
  const header = loadContract('sectigo-scm');
  const check = (contract: typeof oauth, method: string, url: string, body?: unknown) =>
    contract.checkRequest({
      method,
      url,
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      body,
    }).problems;

  test('has paths and types of its own', () => {
    expect(check(oauth, 'GET', '/api/person/v2/7')).toEqual([]);
    expect(check(oauth, 'GET', '/api/person/v1/7')).toHaveLength(1);
    const revoke = '/api/ssl/v1/revoke/7';
    for (const [contract, reasonCode] of [
      [oauth, '4'],
      [header, 4],
    ] as const) {
      expect(check(contract, 'POST', revoke, { reasonCode, reason: 'x' })).toEqual([]);
    }
    expect(check(oauth, 'POST', revoke, { reasonCode: 4, reason: 'x' })).not.toEqual([]);
    expect(check(header, 'POST', revoke, { reasonCode: '4', reason: 'x' })).not.toEqual([]);
    const start = '/validation/start/domain/txt';
    expect(check(oauth, 'POST', `/api/dcv/v2${start}`, { domain: 'a.example' })).toEqual([]);
    expect(check(header, 'POST', `/api/dcv/v1${start}`, { domain: 'a.example' })).not.toEqual([]);
  });

  test('lacks some operations, and has reports', () => {
    const [own, other] = [oauth, header].map((each) => each.operations.map(({ operationId }) => operationId));
    expect(other?.filter((id) => !own?.includes(id)).toSorted()).toEqual([
      'collectSslByPath',
      'countSsl',
      'getDcvStatusV1',
    ]);
    expect(own).toContain('reportSslCertificates');
  });
});
