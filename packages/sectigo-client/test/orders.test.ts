import { describe, expect, test } from 'vitest';
import type { ApiError, SectigoClient } from '../src/index.ts';
import { csr, order } from './operations.ts';
import { connect, failureOf, flavours, start } from './start.ts';

const reason = { reasonCode: 4, reason: 'superseded' } as const;
const placeOrder = (client: SectigoClient) => client.certificates.enroll({ ...order, csr });

async function placeIssued(client: SectigoClient) {
  const { sslId, renewId = '' } = await placeOrder(client);
  await client.certificates.get(sslId);
  return { sslId, renewId };
}

describe.each(flavours)('%s', (_, connectTo) => {
  test('an order carries everything that was given', async () => {
    const sandbox = await start();
    const client = connectTo(sandbox);
    const { sslId, renewId } = await placeOrder(client);
    expect(renewId).toMatch(/\S/);
    expect(await client.certificates.get(sslId)).toMatchObject({
      orgId: order.orgId,
      certType: { id: order.certType },
      term: 90,
      comments: order.comments,
      externalRequester: order.externalRequester,
      requestedVia: 'REST API',
      customFields: [{ name: 'Cost Center', value: 'CC-1' }],
      subjectAlternativeNames: expect.arrayContaining(['api.corp.example']),
    });
    const [sent] = sandbox.requests.list({ system: 'scm' }).filter(({ path }) => path.endsWith('/enroll'));
    expect(sent?.body).toMatchObject({ subjAltNames: 'www.corp.example,api.corp.example' });
  });

  test('a renewal is a new record with the old key, or with another', async () => {
    const client = connectTo(await start());
    const { sslId, renewId } = await placeIssued(client);
    const renewed = await client.certificates.renewById(sslId);
    expect(renewed.sslId).not.toBe(sslId);
    await client.certificates.renewById(sslId, { csr });
    await client.certificates.renewByRenewId(renewId);
    expect((await client.certificates.get(sslId)).renewed).toBe(true);
  });

  test('a replacement changes the certificate under the same id', async () => {
    const client = connectTo(await start());
    const { sslId } = await placeIssued(client);
    const before = (await client.certificates.get(sslId)).serialNumber;
    await client.certificates.replace(sslId, { csr, reason: 'new key' });
    expect(await client.certificates.waitForCertificate(sslId, { firstDelayMs: 1 })).toMatchObject({
      status: 'issued',
    });
    const after = (await client.certificates.get(sslId)).serialNumber;
    expect(after).toMatch(/^([0-9A-F]{2}:)+[0-9A-F]{2}$/);
    expect(after).not.toBe(before);
  });

  test('requests are approved and declined', async () => {
    const client = connectTo(await start({ switches: { approval: 'manual' } }));
    const first = await placeOrder(client);
    const second = await placeOrder(client);
    expect((await client.certificates.get(first.sslId)).status).toBe('Requested');
    await client.certificates.approve(first.sslId, 'yes');
    await client.certificates.decline(second.sslId, 'no');
    expect((await client.certificates.get(first.sslId)).status).not.toBe('Requested');
    expect((await client.certificates.get(second.sslId)).status).toBe('Declined');
    await expect(client.certificates.approve(second.sslId, 'yes')).rejects.toThrow(
      expect.objectContaining({ code: 'conflict', apiCode: -1112 }),
    );
  });

  test('a certificate is revoked by id, by serial number in any notation, and by hand', async () => {
    const client = connectTo(await start());
    const [one, two, three, four] = [
      await placeIssued(client),
      await placeIssued(client),
      await placeIssued(client),
      await placeIssued(client),
    ];
    await client.certificates.revokeById(one.sslId, reason);
    const { serialNumber = '', certificateDetails } = await client.certificates.get(two.sslId);
    await client.certificates.revokeBySerial(serialNumber.replaceAll(':', '').toLowerCase(), reason);
    await client.certificates.markRevoked({ certId: three.sslId, reasonCode: 1 });
    const { serialNumber: fourth = '' } = await client.certificates.get(four.sslId);
    await client.certificates.markRevoked({
      serialNumber: fourth,
      issuer: certificateDetails?.issuer ?? '',
      reasonCode: 5,
      revokeDate: new Date('2026-02-01T10:00:00Z'),
    });
    const codes = [];
    for (const { sslId } of [one, two, three, four]) {
      const { status, reasonCode } = await client.certificates.get(sslId);
      expect(status).toBe('Revoked');
      codes.push(reasonCode);
    }
    expect(codes).toEqual([4, 4, 1, 5]);
    await expect(client.certificates.revokeById(one.sslId, reason)).rejects.toThrow(
      expect.objectContaining({ code: 'conflict', apiCode: -159 }),
    );
  });

  test('only imported and discovered records can be removed', async () => {
    const sandbox = await start();
    const client = connectTo(sandbox);
    const { sslId } = sandbox.scmState.addCertificate({ requestedVia: 'Imported' });
    await client.certificates.remove(sslId);
    await expect(client.certificates.get(sslId)).rejects.toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    const { sslId: ordered } = await placeOrder(client);
    await expect(client.certificates.remove(ordered)).rejects.toThrow(
      expect.objectContaining({ code: 'forbidden', apiCode: -3 }),
    );
  });

  test('an update sends the given keys only', async () => {
    const sandbox = await start();
    const client = connectTo(sandbox);
    const { sslId } = await placeIssued(client);
    const details = await client.certificates.update(sslId, { suspendNotifications: true });
    expect(details).toMatchObject({ suspendNotifications: true, comments: order.comments });
    expect(details.customFields).toEqual([{ name: 'Cost Center', value: 'CC-1' }]);
    const [put] = sandbox.requests.list({ system: 'scm' }).filter(({ method }) => method === 'PUT');
    expect(put?.body).toEqual({ sslId, suspendNotifications: true });
    expect((await client.certificates.update(sslId, { comments: '' })).comments).toBeUndefined();
  });
});

test.each(['refused', 'ignored'] as const)(
  'a change that the state does not allow is the caller’s to see: %s',
  async (lockedKey) => {
    const client = connect(await start({ switches: { lockedKey } }));
    const { sslId } = await placeIssued(client);
    const update = client.certificates.update(sslId, { term: 180 });
    if (lockedKey === 'refused') {
      await expect(update).rejects.toThrow(expect.objectContaining({ code: 'bad-request', apiCode: -1601 }));
    } else {
      expect((await update).term).toBe(90);
    }
  },
);

test.each([
  [{ term: 91 }, -36],
  [{ certType: 424_242 }, -111],
  [{ orgId: 424_242 }, -639],
  [{ customFields: {} }, -62],
  [{ subjAltNames: ['host.local'] }, -164],
])('an order with %j is refused with a remedy', async (change, apiCode) => {
  const client = connect(await start());
  const failure = await failureOf(client.certificates.enroll({ ...order, csr, ...change }));
  expect(failure).toMatchObject({ code: 'bad-request', apiCode, retryable: false });
  expect((failure as ApiError).message).toMatch(/\(-\d+\)\. [A-Z].*\.$/);
});

test.each([
  ['externalRequesterOnEnroll', 'required', -139],
  ['domainValidation', 'checked', -107],
] as const)('what an account may demand is reported: %s', async (name, value, apiCode) => {
  const client = connect(await start({ switches: { [name]: value } }));
  const { externalRequester: _, ...without } = order;
  const names = ['www.unknown-domain.example'];
  await expect(client.certificates.enroll({ ...without, subjAltNames: names, csr })).rejects.toThrow(
    expect.objectContaining({ apiCode, code: 'bad-request' }),
  );
});

test('a profile that allows no renewal says so', async () => {
  const client = connect(await start({ switches: { renewal: 'refused' } }));
  const { sslId } = await placeIssued(client);
  await expect(client.certificates.renewById(sslId)).rejects.toThrow(
    expect.objectContaining({ apiCode: -180 }),
  );
});

const onceOnly: [string, string, boolean, (client: SectigoClient, sslId: number) => Promise<unknown>][] = [
  ['enroll', '.*/enroll', false, (client) => placeOrder(client)],
  [
    'enrollWithKeyGeneration',
    '.*/enroll-keygen',
    false,
    (client) => client.certificates.enrollWithKeyGeneration({ ...order, commonName: 'www.corp.example' }),
  ],
  ['renewById', '.*/renewById/.*', false, (client, sslId) => client.certificates.renewById(sslId)],
  [
    'replace',
    '.*/replace/.*',
    false,
    (client, sslId) => client.certificates.replace(sslId, { csr, reason: 'x' }),
  ],
  ['revokeById', '.*/revoke/.*', true, (client, sslId) => client.certificates.revokeById(sslId, reason)],
  ['markRenewed', '.*/renew/manual/.*', true, (client, sslId) => client.certificates.markRenewed(sslId)],
  ['recheckDcv', '.*/recheck', true, (client, sslId) => client.certificates.recheckDcv(sslId)],
  [
    'create a custom field',
    '.*/customField/v2',
    false,
    (client) => client.customFields.create({ name: 'Once', certType: 'ssl', input: { type: 'DATE' } }),
  ],
];

test.each(onceOnly)('%s is sent once, and a lost response is explained', async (_, path, retryable, call) => {
  for (const response of ['drop', 502] as const) {
    const sandbox = await start();
    const client = connect(sandbox);
    const { sslId } = await placeIssued(client);
    sandbox.requests.clear();
    sandbox.setKnobs({ faultsAfterWrite: true, failures: [{ method: 'POST', path, response }] });
    const failure = await failureOf(call(client, sslId));
    expect(failure).toMatchObject({
      name: 'ApiError',
      retryable,
      message: expect.stringContaining('It may have taken effect all the same: '),
    });
    expect(sandbox.requests.list({ system: 'scm' })).toHaveLength(1);
  }
});

test('a lost order has been placed once', async () => {
  const sandbox = await start();
  const client = connect(sandbox);
  const before = sandbox.scmState.size;
  sandbox.setKnobs({ faultsAfterWrite: true, failures: [{ path: '.*/enroll', response: 'drop' }] });
  await failureOf(placeOrder(client));
  expect(sandbox.scmState.size).toBe(before + 1);
});

test('an order that is refused for its rate may be tried again', async () => {
  const sandbox = await start();
  const client = connect(sandbox);
  sandbox.setKnobs({ failures: [{ path: '.*/enroll', response: 429 }] });
  expect(await failureOf(placeOrder(client))).toMatchObject({ code: 'rate-limited', retryable: true });
});
