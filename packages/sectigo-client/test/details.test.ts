import { expect, test } from 'vitest';
import { connect, start } from './start.ts';

/** A sandbox, and its first certificate that was revoked, which has the most dates. */
async function startWithRevoked(switches: NonNullable<Parameters<typeof start>[0]>['switches'] = {}) {
  const sandbox = await start({ switches, certificates: 100, now: new Date('2026-03-01T00:00:00Z') });
  const revoked = sandbox.scmState.certificates().find(({ status }) => status === 'Revoked');
  if (revoked === undefined) throw new Error('The seed has no revoked certificate.');
  return { sandbox, revoked };
}

const isoDate = /^\d{4}-\d{2}-\d{2}$/;

test.each(['obeyed', 'ignored'] as const)(
  'dates are yyyy-MM-dd when dateFormat is %s',
  async (dateFormat) => {
    const { sandbox, revoked } = await startWithRevoked({ dateFormat });
    const details = await connect(sandbox).certificates.get(revoked.sslId);
    expect(details.revoked).toMatch(isoDate);
    expect(details.expires).toMatch(isoDate);
    expect(sandbox.requests.list({ system: 'scm' })[0]?.query).toEqual({ dateFormat: 'ISO' });
  },
);

test('the record is the same whatever the server leaves open', async () => {
  const records = [];
  for (const switches of [
    {},
    { dateFormat: 'ignored', detailEmptyKeys: 'null' },
    { detailEmptyKeys: 'empty', reasonCode: 'text' },
  ] as const) {
    const { sandbox, revoked } = await startWithRevoked(switches);
    records.push(await connect(sandbox).certificates.get(revoked.sslId));
  }
  expect(records[1]).toEqual(records[0]);
  expect(records[2]).toEqual(records[0]);
  expect(records[0]?.reasonCode).toBeTypeOf('number');
});

test.each([404, 400] as const)(
  'a certificate that does not exist is not found, whether the status is %d',
  async (unknownIdOnGet) => {
    const sandbox = await start({ switches: { unknownIdOnGet } });
    await expect(connect(sandbox).certificates.get(999_999_999)).rejects.toThrow(
      expect.objectContaining({
        code: 'not-found',
        status: unknownIdOnGet,
        method: 'GET',
        path: '/api/ssl/v1/999999999',
        message: expect.stringContaining('or the SCM administrator may not see it.'),
      }),
    );
  },
);

test.each([429, 500, 503, 'drop'] as const)('a temporary failure (%s) is retried', async (response) => {
  const sandbox = await start({ knobs: { failures: [{ response, times: 1 }] } });
  const [certificate] = sandbox.scmState.certificates();
  const client = connect(sandbox);
  expect((await client.certificates.get(certificate?.sslId ?? 0)).sslId).toBe(certificate?.sslId);
  expect(client.requestCount).toBe(2);
});

test("a proxy's page is reported as such", async () => {
  const sandbox = await start({ knobs: { htmlRate: 1, htmlStatus: 200 } });
  await expect(connect(sandbox).certificates.get(1)).rejects.toThrow(
    expect.objectContaining({
      code: 'invalid-response',
      message: expect.stringContaining('Check the base URL'),
    }),
  );
});

test('the record of another certificate is refused, and not asked for again', async () => {
  const sandbox = await start();
  const [one, other] = sandbox.scmState.certificates();
  const response = await fetch(`${sandbox.scm.url}/api/ssl/v1/${other?.sslId}`, {
    headers: {
      login: sandbox.scm.login,
      password: sandbox.scm.password,
      customerUri: sandbox.scm.customerUri,
    },
  });
  const record = await response.text();
  let calls = 0;
  const client = connect(sandbox, {
    http: {
      fetch: async () => {
        calls += 1;
        return new Response(record, { headers: { 'content-type': 'application/json' } });
      },
    },
  });
  const message = expect.stringContaining(`${other?.sslId} in place of ${one?.sslId}`);
  const refused = expect.objectContaining({ code: 'invalid-response', retryable: false, message });
  await expect(client.certificates.get(one?.sslId ?? 0)).rejects.toThrow(refused);
  expect(calls).toBe(1);
  await expect(client.certificates.updateCustomFields(one?.sslId ?? 0, { Notes: 'x' })).rejects.toThrow(
    refused,
  );
  expect(calls).toBe(2);
});
