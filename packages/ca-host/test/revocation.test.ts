import { describe, expect, test } from 'vitest';
import { hosted, issued, profile } from './support/hosted.ts';
import { makeCsr } from './support/make-csr.ts';

const waitMs = 20_000;

async function withCertificate() {
  const host = await hosted();
  const csr = makeCsr('www.corp.example').der;
  const certificate = issued(await host.ca.order({ profile, userName: 'anna', csr }, { waitMs }));
  host.sandbox.requests.clear();
  const revocations = () =>
    host.sandbox.requests.list().filter(({ operation }) => operation.startsWith('revoke'));
  return { ...host, certificate, revocations };
}

describe('a revocation', () => {
  test('is kept with its reason and date, and moves the time of the last change', async () => {
    const { ca, database, certificate, sandbox } = await withCertificate();
    const outcome = await ca.revoke(certificate, { reason: 4 });
    const day = new Date(sandbox.now.toISOString().slice(0, 10));
    expect(outcome).toMatchObject({
      state: 'revoked',
      certificate: { sha256: certificate.sha256, der: certificate.der, revocation: { reason: 4, at: day } },
    });
    const found = database.certificates.find(certificate.serialNumber, [certificate.issuer]);
    expect(found).toEqual('certificate' in outcome ? outcome.certificate : undefined);
    expect(found?.changedAt.getTime()).toBeGreaterThan(certificate.changedAt.getTime());
  });

  test('of what is revoked changes nothing, whoever did it', async () => {
    const { ca, certificate, sandbox, revocations } = await withCertificate();
    await ca.revoke(certificate, { reason: 4 });
    const second = await ca.revoke(certificate, { reason: 1 });
    expect(second).toMatchObject({ state: 'already-revoked', certificate: { revocation: { reason: 4 } } });
    expect(revocations()).toHaveLength(1);
    const csr = makeCsr('api.corp.example').der;
    const other = issued(await ca.order({ profile, userName: 'anna', csr }, { waitMs }));
    sandbox.scmState.updateCertificate(Number(other.requestId), { status: 'Revoked', reasonCode: 5 });
    expect(await ca.revoke(other, { reason: 4 })).toMatchObject({
      state: 'already-revoked',
      certificate: { revocation: { reason: 5 } },
    });
  });

  test('at the same time as another is the first one or the second one', async () => {
    const { ca, certificate, revocations } = await withCertificate();
    const outcomes = await Promise.all([1, 4, 5].map((reason) => ca.revoke(certificate, { reason })));
    expect(outcomes.map(({ state }) => state)).toEqual(['revoked', 'already-revoked', 'already-revoked']);
    expect(revocations()).toHaveLength(1);
  });

  test.each([2, 6, 8, 9, 10, 7, -1])(
    'for a reason that SCM does not take (%i) is refused',
    async (reason) => {
      const { ca, certificate, revocations } = await withCertificate();
      expect(await ca.revoke(certificate, { reason })).toMatchObject({ state: 'refused' });
      expect(revocations()).toHaveLength(0);
    },
  );

  test('of a certificate with another serial number, or of another CA, is refused', async () => {
    const { ca, certificate, revocations } = await withCertificate();
    for (const changes of [{ serialNumber: 'AB' }, { ca: 'Another' }, { requestId: '99' }]) {
      expect(await ca.revoke({ ...certificate, ...changes }, { reason: 4 })).toMatchObject({
        state: 'refused',
      });
    }
    expect(revocations()).toHaveLength(0);
  });

  test('that SCM refuses is told with the reason, and nothing is kept', async () => {
    const { ca, certificate, sandbox } = await withCertificate();
    sandbox.scmState.updateCertificate(Number(certificate.requestId), { status: 'Expired' });
    expect(await ca.revoke(certificate, { reason: 4 })).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('expired'),
    });
  });

  test('while SCM is down may be attempted again', async () => {
    const { ca, certificate, sandbox } = await withCertificate();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    expect(await ca.revoke(certificate, { reason: 4 })).toMatchObject({ state: 'unavailable' });
    sandbox.setKnobs({ errorRate: 0 });
    expect(await ca.revoke(certificate, { reason: 4 })).toMatchObject({ state: 'revoked' });
  });

  test('is not refused because SCM refuses the login', async () => {
    const { ca, certificate, sandbox } = await withCertificate();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [401] });
    expect(await ca.revoke(certificate, { reason: 4 })).toMatchObject({ state: 'unavailable' });
  });

  test('whose response is lost is found out by reading', async () => {
    const { ca, certificate, sandbox } = await withCertificate();
    const lost = { method: 'POST', path: '/api/ssl/v1/revoke.*', response: 'drop', times: 1 } as const;
    sandbox.setKnobs({ faultsAfterWrite: true, failures: [lost] });
    expect(await ca.revoke(certificate, { reason: 4 })).toMatchObject({ state: 'revoked' });
  });
});
