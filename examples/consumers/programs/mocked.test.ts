import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createSectigoClient } from '@certbridge/sectigo-client';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { expiringByOrganization } from './expiring-by-organization.ts';

const api = 'https://cert-manager.example/api';
const server = setupServer(
  http.get(`${api}/organization/v1`, () => HttpResponse.json([{ id: 7, name: 'Corp', departments: [] }])),
  http.get(`${api}/ssl/v1`, () =>
    HttpResponse.json([{ sslId: 1 }, { sslId: 2 }], { headers: { 'X-Total-Count': '2' } }),
  ),
  http.get(`${api}/ssl/v1/:sslId`, ({ params }) =>
    HttpResponse.json({
      sslId: Number(params.sslId),
      orgId: 7,
      status: 'Issued',
      expires: params.sslId === '1' ? '2026-05-31' : '2026-06-01',
    }),
  ),
);
before(() => server.listen({ onUnhandledFrame: 'error' }));
after(() => server.close());

test('a certificate that expires on the day itself is not counted', async () => {
  const scm = createSectigoClient({
    baseUrl: 'https://cert-manager.example',
    customerUri: 'corp',
    auth: { type: 'password', login: 'anyone', password: 'anything' },
    http: { retries: 0 },
  });
  assert.deepEqual([...(await expiringByOrganization(scm, '2026-06-01'))], [['Corp', 1]]);
  await scm.close();
});
