import { describe, expect, test } from 'vitest';
import { type CheckedResponse, readContract } from './index.ts';

const contract = readContract(new URL('../../ca-gateway/contracts/ejbca-rest.openapi.yaml', import.meta.url));

const check = (change: Partial<CheckedResponse> & { readonly json?: unknown }) =>
  contract.checkResponse({
    method: 'GET',
    path: '/v2/certificate/count',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change.json ?? { count: 5 }),
    ...change,
  });

test('a documented response has no problems', () => {
  expect(check({})).toEqual([]);
  expect(check({ headers: { 'content-type': 'application/json; charset=utf-8' } })).toEqual([]);
});

test('a name in a path may have bare slashes and broken encodings', () => {
  const path = '/v1/certificate/CN=a/b,O=%ZZ/0A/revocationstatus';
  const json = { issuer_dn: 'CN=a', serial_number: '0A', revoked: false, revocation_reason: 'NOT_REVOKED' };
  expect(check({ path, json })).toEqual([]);
  expect(check({ path, json: { ...json, revoked: 'false' } })).not.toEqual([]);
});

describe('a response is a problem', () => {
  test.each<[string, Parameters<typeof check>[0]]>([
    ['of a status that is not documented', { status: 201 }],
    ['of an operation that there is not', { path: '/v3/certificate/count' }],
    ['without a required property', { json: {} }],
    ['with a property of the wrong type', { json: { count: '5' } }],
    ['with a property that is not documented', { json: { count: 5, more: true } }],
    ['that is not JSON', { body: 'five' }],
    ['of another content type', { headers: { 'content-type': 'text/plain' } }],
    ['with a body where there is none', { method: 'DELETE', path: '/v1/endentity/alice' }],
    ['that is an error with another code', { status: 403, json: { error_code: 401, error_message: '' } }],
    ['that is an error without its schema', { status: 500, json: { message: 'x' } }],
  ])('%s', (_, change) => {
    expect(check(change)).not.toEqual([]);
  });

  test('with a header of the wrong type', () => {
    const change = {
      method: 'POST',
      path: '/v1/certificate/pkcs10enroll',
      status: 503,
      json: { error_code: 503, error_message: 'x' },
    };
    const headers = { 'content-type': 'application/json' };
    expect(check({ ...change, headers: { ...headers, 'retry-after': '30' } })).toEqual([]);
    expect(check({ ...change, headers: { ...headers, 'retry-after': 'soon' } })).not.toEqual([]);
  });
});

test('any request may be refused with an error, whose code is the status', () => {
  for (const status of [404, 405, 413, 415]) {
    const json = { error_code: status, error_message: 'x' };
    expect(check({ method: 'PATCH', path: '/nowhere', status, json })).toEqual([]);
  }
});
