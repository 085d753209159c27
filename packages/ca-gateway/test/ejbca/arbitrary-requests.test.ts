/** Every response follows the contract and none is a failure, whatever the request. */
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { accessBy } from '../../src/access/access-by.ts';
import { createGateway, type Gateway } from '../../src/create-gateway.ts';
import { everything, problemsOf } from '../support/ejbca-server.ts';
import { api, awkwardIssuer, createEjbcaWorld, enrollment } from '../support/ejbca-world.ts';
import { createCsr } from '../support/test-pki.ts';

let gateway: Gateway;
let bodies: fc.Arbitrary<unknown>;

beforeAll(async () => {
  const world = await createEjbcaWorld();
  const host = world.createHost();
  const csr = await createCsr('CN=www.corp.example');
  await host.add('Sectigo OV', { subject: 'CN=a', serialNumber: 'BEEF' }, { productName: 'DV SSL' });
  gateway = createGateway({ host, access: accessBy(() => everything) });
  bodies = arbitraryBodies(csr);
});

/** Bodies that operations take, with parts of them replaced by anything. */
function arbitraryBodies(csr: string): fc.Arbitrary<unknown> {
  const criteria = [{ property: 'QUERY', value: '%', operation: 'LIKE' }];
  const valid = [
    enrollment(csr),
    { certificate_request: csr, username: 'alice', password: 'x' },
    { max_number_of_results: 5, criteria },
    {
      pagination: { page_size: 5, current_page: 1 },
      sort: { property: 'STATUS', operation: 'ASC' },
      criteria,
    },
    {
      username: 'alice',
      subject_dn: 'CN=a',
      ca_name: 'Sectigo OV',
      certificate_profile_name: 'DV SSL',
      end_entity_profile_name: 'AnyCA',
      token: 'PEM',
    },
    { token: 'PEM', status: 'NEW' },
  ];
  return fc
    .tuple(fc.constantFrom<object>(...valid), fc.nat(20), fc.boolean(), fc.anything({ maxDepth: 2 }))
    .map(([body, index, isKept, value]) => {
      const keys = Object.keys(body);
      return isKept ? body : { ...body, [keys[index % keys.length] ?? '']: value };
    });
}

const segments = fc.oneof(
  fc.constantFrom('v1', 'v2', 'v3', 'certificate', 'ca', 'endentity', 'profile', 'profiles', 'authorized'),
  fc.constantFrom('search', 'count', 'status', 'revoke', 'revocationstatus', 'pkcs10enroll', 'setstatus'),
  fc.constantFrom('certificaterequest', 'download', 'getLatestCrl', 'BEEF', 'AnyCA', 'DV%20SSL', 'alice'),
  fc.constantFrom(encodeURIComponent(awkwardIssuer), 'Sectigo%20OV', '%', '%zz', '%00', '%2F', ''),
  fc.string({ maxLength: 10 }).map(encodeURIComponent),
);
const paths = fc.oneof(
  fc.array(segments, { maxLength: 6 }).map((parts) => parts.join('/')),
  fc.constantFrom(
    'v1/certificate/pkcs10enroll',
    'v1/certificate/certificaterequest',
    'v1/certificate/search',
    'v2/certificate/search',
    'v2/certificate/count',
    'v1/endentity',
    'v1/endentity/search',
    'v1/endentity/alice/setstatus',
    'v1/endentity/alice',
    `v1/certificate/${encodeURIComponent(awkwardIssuer)}/BEEF/revoke`,
    `v1/certificate/${encodeURIComponent(awkwardIssuer)}/BEEF/revocationstatus`,
  ),
);
const queries = fc.oneof(
  fc.constant(''),
  fc.constantFrom('?reason=SUPERSEDED', '?reason=', '?isActive=true', '?date=2026-01-01T00:00Z'),
  fc.webQueryParameters().map((query) => `?${query}`),
);

test('any request gets a response of the contract', async () => {
  const requests = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
    path: fc.tuple(paths, queries).map((parts) => `${api}/${parts.join('')}`),
    body: fc.option(bodies, { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, body }) => {
      const text = method === 'GET' || body === undefined ? null : toJson(body);
      const response = await gateway.app.fetch(
        new Request(`https://gateway.example${path}`, {
          method,
          body: text,
          headers: { 'content-type': 'application/json' },
        }),
        { peer: { address: '127.0.0.1', authorized: false } },
      );
      const received = {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text: await response.text(),
        body: undefined,
      };
      expect(response.status).toBeLessThan(500);
      expect(problemsOf({ method, path }, received)).toEqual([]);
      if (response.status >= 400) expect(messageOf(received.text)).toMatch(/^[A-Z][^|<>{}"]*$/);
    }),
    { numRuns: 3000 },
  );
});

function messageOf(text: string): unknown {
  return JSON.parse(text).error_message;
}

/** What JSON can't hold is left out, and big integers are text. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)) ?? '';
}
