import { beforeEach, describe, expect, test } from 'vitest';
import type { CertificateFilter, SectigoClient } from '../src/index.ts';
import { connect, connectByOAuth, flavours, start } from './start.ts';

type Sandbox = Awaited<ReturnType<typeof start>>;

let sandbox: Sandbox;
let byHeader: SectigoClient;
let byOAuth: SectigoClient;
beforeEach(async () => {
  sandbox = await start({ certificates: 100, now: new Date('2026-03-01T00:00:00Z') });
  byHeader = connect(sandbox);
  byOAuth = connectByOAuth(sandbox);
});

/** Makes the same call on both flavours and expects the same result, which it returns. */
async function onBoth<T>(call: (client: SectigoClient) => Promise<T>): Promise<T> {
  const [first, second] = [await call(byHeader), await call(byOAuth)];
  expect(second).toEqual(first);
  return first;
}

const list = (filter: CertificateFilter) => (client: SectigoClient) =>
  Array.fromAsync(client.certificates.list(filter));

test('every record is the same from both, except for its spelling there and the hash that only one has', async () => {
  sandbox.scmState.addCertificate({ status: 'SAApproved', serialNumber: null });
  for (const { sslId } of sandbox.scmState.certificates()) {
    await onBoth(async (client) => {
      const {
        certificateDetails: { sha256Hash: _, ...hashes } = {},
        asWritten: __,
        ...details
      } = await client.certificates.get(sslId);
      return { ...details, hashes };
    });
  }
});

test('labels filter on both, and so do codes', async () => {
  sandbox.scmState.addCertificate({ requestedVia: 'Imported' });
  const imported = await onBoth(list({ requestedVia: 'Imported' }));
  expect(imported.length).toBeGreaterThan(0);
  expect(await onBoth(list({ requestedVia: 'IMPORTED' }))).toEqual(imported);
  sandbox.scmState.addCertificate({ autoInstalled: true });
  expect((await onBoth(list({ installStatus: 'Completed' }))).length).toBe(1);
  expect((await onBoth(list({ renewalStatus: 'Not scheduled' }))).length).toBeGreaterThan(1);
  sandbox.scmState.addCertificate({ status: 'SAApproved', serialNumber: null });
  const approved = await onBoth(list({ status: 'SAApproved' }));
  expect(approved.length).toBeGreaterThan(0);
});

test('counts are the same, whether or not there is a HEAD', async () => {
  const issued = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  expect(await onBoth((client) => client.certificates.count({ status: 'Issued' }))).toBe(issued.length);
  expect(await onBoth((client) => client.certificates.count())).toBe(sandbox.scmState.size);
  expect(await onBoth((client) => client.certificates.count({ commonName: 'nowhere.invalid' }))).toBe(0);
});

test('custom fields, profiles, organizations and persons are the same', async () => {
  const fields = await onBoth((client) => client.customFields.list({ certType: 'ssl' }));
  expect(fields.every(({ certType }) => certType === 'ssl')).toBe(true);
  await onBoth((client) => client.customFields.get(fields[0]?.id ?? 0));
  await onBoth((client) => client.customFields.listForSsl());
  await onBoth((client) => client.profiles.list());
  const [organization] = await onBoth((client) => client.organizations.list());
  await onBoth((client) => client.organizations.get(organization?.id ?? 0));
  const [person] = await onBoth((client) => Array.fromAsync(client.persons.list()));
  await onBoth((client) => client.persons.get(person?.id ?? 0));
  expect(await onBoth((client) => client.persons.findByEmail(person?.email ?? ''))).toBe(person?.id);
  expect(await onBoth((client) => client.persons.findByEmail('nobody@corp.example'))).toBeUndefined();
});

test('domains have codes and calendar dates on both', async () => {
  sandbox.scmState.putDomain({ domain: 'old.example', status: 'EXPIRED' });
  sandbox.scmState.putDomain({ domain: 'new.example', status: 'NOT_VALIDATED' });
  const rows = await onBoth((client) => Array.fromAsync(client.domainValidations.list()));
  expect(new Set(rows.map(({ dcvStatus }) => dcvStatus))).toEqual(
    new Set(['VALIDATED', 'EXPIRED', 'NOT_VALIDATED']),
  );
  const expired = await onBoth((client) =>
    Array.fromAsync(client.domainValidations.list({ dcvStatus: 'EXPIRED', orderStatus: 'NOT_INITIATED' })),
  );
  expect(expired.map(({ domain }) => domain)).toContain('old.example');
  expect(expired[0]?.expirationDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  await onBoth((client) => client.domainValidations.status('old.example'));
});

describe.each(flavours)('%s', (_, connectTo) => {
  test('a domain is validated step by step', async () => {
    const { domainValidations } = connectTo(sandbox);
    sandbox.scmState.putDomain({ domain: 'new.example', status: 'NOT_VALIDATED' });
    for (const method of ['HTTP', 'HTTPS', 'CNAME'] as const) {
      expect(await domainValidations.start('new.example', method)).toMatchObject(
        method === 'CNAME'
          ? { host: expect.any(String), point: expect.any(String) }
          : { url: expect.any(String) },
      );
    }
    const { emails = [] } = await domainValidations.start('new.example', 'EMAIL');
    const [email = ''] = emails;
    expect(await domainValidations.submit('new.example', { method: 'EMAIL', email })).toMatchObject({
      orderStatus: 'SUBMITTED',
    });
    expect(await domainValidations.clear('new.example')).toMatchObject({
      status: 'NOT_VALIDATED',
      orderStatus: 'NOT_INITIATED',
    });
    expect(await domainValidations.submit('new.example', { method: 'TXT' })).toHaveProperty('point');
    sandbox.setSwitches({ domainValidatedAfterRequests: 0 });
    expect((await domainValidations.status('new.example')).status).toBe('VALIDATED');
    await expect(domainValidations.status('nowhere.example')).rejects.toThrow(
      expect.objectContaining({ status: 404, code: 'not-found' }),
    );
  });

  test('custom fields are created, changed and deleted', async () => {
    const { customFields } = connectTo(sandbox);
    const field = {
      name: 'Stage',
      certType: 'ssl',
      state: 'ACTIVE',
      input: { type: 'TEXT_OPTION', options: ['Test', 'Production'] },
      mandatories: ['REST_API'],
    } as const;
    const id = await customFields.create(field);
    expect(await customFields.get(id)).toMatchObject({ id, ...field });
    const changed = { ...field, id, name: 'Stage 2', state: 'INACTIVE', mandatories: [] } as const;
    expect(await customFields.update(changed)).toMatchObject(changed);
    await expect(customFields.create({ ...field, name: 'Stage 2' })).rejects.toThrow(
      expect.objectContaining({ code: 'conflict', apiCode: -134 }),
    );
    await customFields.remove(id);
    await expect(customFields.get(id)).rejects.toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  test('custom field values are set, whatever PUT does', async () => {
    const [certificate] = sandbox.scmState.certificates();
    const sslId = certificate?.sslId ?? 0;
    for (const customFieldsOnPut of ['replace', 'merge'] as const) {
      sandbox.setSwitches({ customFieldsOnPut });
      const before = sandbox.scmState.certificate(sslId)?.customFields;
      const value = `CC-${customFieldsOnPut}`;
      await connectTo(sandbox).certificates.updateCustomFields(sslId, { 'Cost Center': value });
      expect(sandbox.scmState.certificate(sslId)?.customFields).toEqual({ ...before, 'Cost Center': value });
    }
  });

  test.each(['any', 'bare-padded'] as const)(
    'a serial number finds its certificate: %s',
    async (serialFilter) => {
      sandbox.setSwitches({ serialFilter });
      const { certificates } = connectTo(sandbox);
      for await (const { sslId, serialNumber = '' } of certificates.list({ status: 'Issued' })) {
        const found = await Array.fromAsync(certificates.list({ serialNumber }));
        expect(found.map((row) => row.sslId)).toEqual([sslId]);
      }
    },
  );

  test('a page can be read by its position', async () => {
    const { certificates } = connectTo(sandbox);
    const everything = await Array.fromAsync(certificates.list());
    const page = await certificates.listPage({}, { position: 3, pageSize: 5 });
    expect(page).toEqual({ rows: everything.slice(3, 8), total: everything.length });
    const behind = await certificates.listPage({}, { position: 100_000 });
    expect(behind.rows).toEqual([]);
  });

  test('the order of one certificate has its domains', async () => {
    const { certificates } = connectTo(sandbox);
    const sslId = sandbox.scmState.certificates()[0]?.sslId ?? 0;
    const dcv = await certificates.dcv(sslId);
    expect(dcv.dcvLog?.error?.code).toBe(0);
    expect(dcv.instructions?.[0]).toMatchObject({ dcvMode: 'CNAME' });
    expect((await certificates.recheckDcv(sslId)).instructions).toBeUndefined();
  });
});

test('a filter that HEAD lacks is counted with a list', async () => {
  await byHeader.certificates.count({ sha256Hash: 'AB'.repeat(32) });
  expect(sandbox.requests.list({ system: 'scm' }).at(-1)).toMatchObject({ method: 'GET' });
});

test('reports are the same', async () => {
  const request = {
    certificateStatus: 'Issued',
    certificateDateAttribute: 'expires',
    from: '2020-01-01',
    to: '2040-01-01',
  } as const;
  expect((await onBoth(({ reports }) => reports.sslCertificates(request))).length).toBeGreaterThan(0);
});

test('revocations carry the reason in the type of the flavour, by id, by serial number and by hand', async () => {
  for (const [client, reasonCode] of [
    [byHeader, 4],
    [byOAuth, '4'],
  ] as const) {
    const [first, second, third] = sandbox.scmState
      .certificates()
      .filter(({ status }) => status === 'Issued');
    sandbox.requests.clear();
    const { certificates } = client;
    const reason = { reasonCode: 4, reason: 'x' } as const;
    await certificates.revokeById(first?.sslId ?? 0, reason);
    await certificates.revokeBySerial(second?.serialNumber ?? '', reason);
    await certificates.markRevoked({ certId: third?.sslId ?? 0, reasonCode: 4 });
    const bodies = sandbox.requests.list({ system: 'scm' }).map(({ body }) => body);
    expect(bodies).toEqual([
      { reasonCode, reason: 'x' },
      { reasonCode, reason: 'x' },
      { certId: third?.sslId, reasonCode },
    ]);
    expect(sandbox.scmState.certificate(first?.sslId ?? 0)).toMatchObject({
      status: 'Revoked',
      reasonCode: 4,
    });
  }
});

test('the validation of the domains of a certificate has one shape', async () => {
  const issued = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  const { sslId } = issued.find(({ subjectAlternativeNames }) => subjectAlternativeNames.length > 0) ?? {
    sslId: 0,
  };
  const times = (zone: string) => ({
    lastCheck: `2026-03-01T00:00:00${zone}`,
    nextCheck: `2026-03-01T01:00:00${zone}`,
  });
  for (const [client, zone] of [
    [byHeader, ''],
    [byOAuth, '.000Z'],
  ] as const) {
    const dcv = await client.certificates.dcv(sslId);
    const { subjectAlternativeNames } = await client.certificates.get(sslId);
    const names = [...(subjectAlternativeNames ?? [])];
    expect(dcv.instructions?.map(({ domainName }) => domainName)).toEqual(expect.arrayContaining(names));
    expect(dcv.dcvLog?.log.map(({ domainName }) => domainName)).toEqual(expect.arrayContaining(names));
    expect(dcv.dcvLog?.error).toEqual({ code: 0 });
    expect(dcv.dcvLog?.log[0]).toMatchObject(times(zone));
    expect((await client.certificates.recheckDcv(sslId)).dcvLog?.log[0]).toMatchObject(times(zone));
  }
});

test('a validation by TXT record is started in the Admin Operations API only', async () => {
  sandbox.scmState.putDomain({ domain: 'corp.example' });
  const started = await byOAuth.domainValidations.start('corp.example', 'TXT');
  expect(started).toEqual({ message: expect.any(String) });
  const refused = byHeader.domainValidations.start('corp.example', 'TXT');
  await expect(refused).rejects.toThrow(
    'With header login, a validation by TXT record has no start: submit it at once.',
  );
});

test('the older status of a domain is there with header login only', async () => {
  sandbox.scmState.putDomain({ domain: 'corp.example' });
  const { lastCheck: _, ...older } = await byHeader.domainValidations.status('corp.example', { version: 1 });
  expect(older).toMatchObject({ status: 'VALIDATED' });
  expect(sandbox.requests.list().at(-1)?.path).toBe('/api/dcv/v1/validation/status');
  await expect(byOAuth.domainValidations.status('corp.example', { version: 1 })).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});
