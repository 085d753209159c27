import { readContract } from '@certbridge/contract-testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EjbcaServer, everything, serveEjbca } from '../support/ejbca-server.ts';
import { api, createEjbcaWorld, enrollment } from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { createCsr } from '../support/test-pki.ts';

const contract = readContract(new URL('../../contracts/ejbca-rest.openapi.yaml', import.meta.url));

let host: MemoryHost;
let server: EjbcaServer;
let csr: string;

beforeAll(async () => {
  host = (await createEjbcaWorld()).createHost();
  csr = await createCsr('CN=www.corp.example');
  server = await serveEjbca({ host, caller: () => everything });
});
afterAll(() => server.close());

const values = [{ name: 'a', value: 'b' }];
const criteria = [{ property: 'QUERY', value: '%', operation: 'LIKE' }];

/** The path, and a body with everything that it can have. */
interface Whole {
  readonly path: string;
  readonly body: () => object;
}

const wholes: Readonly<Record<string, Whole>> = {
  enrollPkcs10: {
    path: '/v1/certificate/pkcs10enroll',
    body: () =>
      enrollment(csr, {
        response_format: 'DER',
        start_time: '2026-01-01 00:00:00',
        end_time: '2099-01-01 00:00:00',
        subject_dn: 'CN=www.corp.example',
        email: 'a@corp.example',
        account_binding_id: '',
        extension_data: values,
        custom_data: values,
      }),
  },
  requestCertificate: {
    path: '/v1/certificate/certificaterequest',
    body: () => ({
      certificate_request: csr,
      certificate_request_type: 'PKCS10',
      certificate_authority_name: 'Sectigo OV',
      username: 'alice',
      password: 'x',
      include_chain: false,
    }),
  },
  searchCertificatesV1: {
    path: '/v1/certificate/search',
    body: () => ({ max_number_of_results: 5, criteria }),
  },
  searchCertificatesV2: {
    path: '/v2/certificate/search',
    body: () => ({
      pagination: { page_size: 5, current_page: 1 },
      sort: { property: 'STATUS', operation: 'ASC' },
      criteria,
    }),
  },
  addEndEntity: {
    path: '/v1/endentity',
    body: () => ({
      username: 'bob',
      password: 'x',
      subject_dn: 'CN=a',
      subject_alt_name: 'dNSName=a',
      email: 'a@corp.example',
      account_binding_id: '',
      ca_name: 'Sectigo OV',
      certificate_profile_name: 'DV SSL',
      end_entity_profile_name: 'AnyCA',
      token: 'PEM',
      extension_data: values,
      custom_data: values,
    }),
  },
  setEndEntityStatus: {
    path: '/v1/endentity/alice/setstatus',
    body: () => ({ token: 'PEM', status: 'NEW', password: 'x' }),
  },
  searchEndEntitiesV1: {
    path: '/v1/endentity/search',
    body: () => ({ max_number_of_results: 5, current_page: 0, criteria }),
  },
};

type Json = Readonly<Record<string, unknown>>;

const at = (body: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (value as Json | undefined)?.[name], body);

/** Puts a value in place of the one at a path. */
function put(body: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const changed = put((body as Json)[name], rest, value);
  return Array.isArray(body) ? body.with(Number(name), changed) : { ...(body as object), [name]: changed };
}

const typeOf = (value: unknown) => (Array.isArray(value) ? 'list' : typeof value);
const wrongFor = (value: unknown) =>
  [5, 'perhaps', ['x'], { x: 1 }, ...(typeOf(value) === 'boolean' ? [] : [true])].filter(
    (wrong) => typeOf(wrong) !== typeOf(value),
  );

const cases = Object.entries(wholes).flatMap(([operationId, { path, body }]) =>
  contract.bodyProperties(operationId).map((property) => ({ operationId, path, body, property })),
);

describe('a value of the wrong type is 400, and nothing is ordered', () => {
  test.each(cases)('$operationId $property', async ({ path, body, property }) => {
    const names = property.split('.');
    const right = at(body(), names);
    expect(right).toBeDefined();
    for (const wrong of wrongFor(right)) {
      const response = await server.send({
        method: 'POST',
        path: `${api}${path}`,
        body: put(body(), names, wrong),
      });
      expect({ wrong, status: response.status, text: response.text }).toMatchObject({
        status: 400,
        text: expect.stringMatching(new RegExp(`Invalid input\\. ${names.join('\\.')}.* must be `)),
      });
    }
    expect(host.ordered).toEqual([]);
  });
});

test.each(Object.entries(wholes))('the body of %s is right as it is', async (_, { path, body }) => {
  const { text } = await server.send({ method: 'POST', path: `${api}${path}`, body: body() });
  expect(text).not.toContain('Invalid input');
});
