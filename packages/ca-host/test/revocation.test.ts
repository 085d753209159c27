import { DatabaseSync } from 'node:sqlite';
import type { Sandbox } from '@certbridge/sandbox';
import { ProcessMarks } from '@certbridge/sqlite-file';
import { describe, expect, test } from 'vitest';
import { hosted, issued, profile } from './support/hosted.ts';
import { makeCsr } from './support/make-csr.ts';

const waitMs = 20_000;

/** Two processes with one database. */
async function twoProcesses() {
  const first = await withCertificate();
  const second = await hosted({ sandbox: first.sandbox, file: first.file });
  return { ...first, other: second.ca };
}

/** Holds SCM's responses to looks at a certificate until so many are under way: all who look see it issued. */
function holdLooks(sandbox: Sandbox, most: number): void {
  let looks = 0;
  let release = () => {};
  const all = new Promise<void>((resolve) => {
    release = resolve;
  });
  sandbox.onRequest(({ operation, phase }) => {
    if (operation !== 'getSsl' || phase !== 'responding') return undefined;
    looks += 1;
    if (looks >= most) release();
    return all;
  });
}

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

  test('that SCM refuses is reported with the reason, and nothing is kept', async () => {
    const { ca, certificate, sandbox } = await withCertificate();
    sandbox.scmState.updateCertificate(Number(certificate.requestId), { status: 'Expired' });
    expect(await ca.revoke(certificate, { reason: 4 })).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('expired'),
    });
  });

  test.each([503, 400, 404])('while SCM fails within (%i) may be attempted again', async (status) => {
    const { ca, certificate, sandbox } = await withCertificate();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [status] });
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

  test.each([
    [1, 4],
    [4, 4],
  ])('at the same moment in two processes is one revocation (reasons %i and %i)', async (one, two) => {
    const { ca, other, certificate, sandbox } = await twoProcesses();
    holdLooks(sandbox, 2);
    const outcomes = await Promise.all([
      ca.revoke(certificate, { reason: one, requester: 'anna' }),
      other.revoke(certificate, { reason: two, requester: 'anna' }),
    ]);
    expect(outcomes.map(({ state }) => state).sort()).toEqual(['already-revoked', 'revoked']);
    const kept = sandbox.scmState.certificate(Number(certificate.requestId))?.reasonCode;
    const [winner] = [one, two].filter((_, index) => outcomes[index]?.state === 'revoked');
    expect(winner).toBe(kept);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ certificate: { revocation: { reason: kept } } });
  });

  test("whose outcome can't be read does not take the reason of somebody else for its own", async () => {
    const { ca, certificate, sandbox, database } = await withCertificate();
    sandbox.onRequest(({ operation, phase }) => {
      if (operation !== 'revokeSslById' || phase !== 'arrived') return;
      sandbox.scmState.updateCertificate(Number(certificate.requestId), { status: 'Revoked', reasonCode: 5 });
      sandbox.setKnobs({ failures: [{ method: 'GET', response: 503 }] });
    });
    expect(await ca.revoke(certificate, { reason: 4 })).toMatchObject({ state: 'already-revoked' });
    const found = database.certificates.find(certificate.serialNumber, [certificate.issuer]);
    expect(found?.revocation).toMatchObject({ reason: null });
  });
});

describe('a revocation that its requester was told nothing of', () => {
  const asked = { reason: 4, requester: 'anna' };
  const lost = { method: 'POST', path: '/api/ssl/v1/revoke.*', response: 'drop' } as const;

  /** SCM has it, and can't be read any more. */
  async function revokedWithoutResponse() {
    const made = await twoProcesses();
    const { ca, certificate, sandbox } = made;
    sandbox.setKnobs({ faultsAfterWrite: true, failures: [lost] });
    sandbox.onRequest(({ operation }) => {
      if (operation === 'revokeSslById')
        sandbox.setKnobs({ failures: [lost, { method: 'GET', response: 503 }] });
    });
    expect(await ca.revoke(certificate, asked)).toMatchObject({ state: 'unavailable' });
    sandbox.setKnobs({ failures: [] });
    return made;
  }

  test.each(['ca', 'other'] as const)(
    'is reported by the same request again, once, at any process (%s)',
    async (process) => {
      const made = await revokedWithoutResponse();
      const { certificate, ca, revocations } = made;
      expect(await made[process].revoke(certificate, asked)).toMatchObject({
        state: 'revoked',
        certificate: { revocation: { reason: 4 } },
      });
      for (const each of [ca, made.other]) {
        expect(await each.revoke(certificate, asked)).toMatchObject({ state: 'already-revoked' });
      }
      expect(revocations()).toHaveLength(1);
    },
  );

  test.each([
    ['of another requester', { ...asked, requester: 'bert' }],
    ['with another reason', { ...asked, reason: 1 }],
  ])('is another one to a request %s', async (_, other) => {
    const { ca, certificate } = await revokedWithoutResponse();
    expect(await ca.revoke(certificate, other)).toMatchObject({ state: 'already-revoked' });
    expect(await ca.revoke(certificate, asked)).toMatchObject({ state: 'revoked' });
  });

  test.each([1, 4])('is not told as done where somebody else did it for reason %i', async (reason) => {
    const { ca, other, certificate, sandbox } = await twoProcesses();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    expect(await ca.revoke(certificate, asked)).toMatchObject({ state: 'unavailable' });
    sandbox.setKnobs({ errorRate: 0 });
    const bert = { reason, requester: 'bert' };
    expect(await other.revoke(certificate, bert)).toMatchObject({ state: 'revoked' });
    expect(await ca.revoke(certificate, asked)).toMatchObject({ state: 'already-revoked' });
  });

  test('since its process was killed is reported by the same request of the same requester', async () => {
    const { ca, certificate, file, sandbox } = await withCertificate();
    const killed = new ProcessMarks(file);
    const process = killed.own();
    sandbox.onRequest(({ operation, phase }) => {
      if (operation !== 'revokeSslById' || phase !== 'arrived') return;
      const database = new DatabaseSync(file);
      const { changes } = database
        .prepare("UPDATE record SET content = ? WHERE kind = 'open revocation'")
        .run(process ?? '');
      database.close();
      expect(changes).toBe(1);
    });
    expect(await ca.revoke(certificate, { ...asked, signal: AbortSignal.abort() })).toMatchObject({
      state: 'unavailable',
    });
    await killed.close();
    expect(await ca.revoke(certificate, { ...asked, requester: 'bert' })).toMatchObject({
      state: 'already-revoked',
    });
    const next = await hosted({ sandbox, file });
    expect(await next.ca.revoke(certificate, asked)).toMatchObject({ state: 'revoked' });
    expect(await next.ca.revoke(certificate, asked)).toMatchObject({ state: 'already-revoked' });
  });

  test('that SCM has done, and that the database is locked for, is reported as done', async () => {
    const { ca, certificate, file, sandbox } = await withCertificate();
    const locking = new DatabaseSync(file);
    sandbox.onRequest(({ operation, phase }) => {
      if (operation === 'revokeSslById' && phase === 'responding') locking.exec('BEGIN IMMEDIATE');
    });
    const outcome = await ca.revoke(certificate, { ...asked, signal: AbortSignal.timeout(3000) });
    expect(outcome).toEqual({
      state: 'unavailable',
      reason:
        'SCM has revoked the certificate. Another program has kept the database locked for the time that a requester waits.',
      isUnrecorded: true,
      isRevoked: true,
      wasRevoked: false,
    });
    locking.exec('ROLLBACK');
    locking.close();
    expect(await ca.revoke(certificate, asked)).toMatchObject({ state: 'revoked' });
  });

  test('does not keep its requester waiting for a database that is locked', async () => {
    const { ca, certificate, file } = await withCertificate();
    const locking = new DatabaseSync(file);
    locking.exec('BEGIN IMMEDIATE');
    const signal = AbortSignal.timeout(2500);
    const seen: string[] = [];
    const late = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        setTimeout(() => {
          seen.push('half a second');
          resolve();
        }, 500);
      });
    });
    const revoked = ca.revoke(certificate, { ...asked, signal }).then(({ state }) => void seen.push(state));
    await Promise.all([revoked, late]);
    expect(seen).toEqual(['unavailable', 'half a second']);
    locking.exec('ROLLBACK');
    locking.close();
  });

  test('since the database is locked is reported once it is not', async () => {
    const { ca, certificate, file, sandbox } = await withCertificate();
    const locking = new DatabaseSync(file);
    sandbox.onRequest(({ operation, phase }) => {
      if (operation === 'revokeSslById' && phase === 'responding') locking.exec('BEGIN IMMEDIATE');
    });
    expect(await ca.revoke(certificate, asked)).toMatchObject({
      state: 'unavailable',
      reason: expect.stringMatching(
        /^SCM has revoked the certificate, and the database could not record it: .*locked/,
      ),
      isUnrecorded: true,
      isRevoked: true,
    });
    locking.exec('ROLLBACK');
    locking.close();
    expect(await ca.revoke(certificate, asked)).toMatchObject({ state: 'revoked' });
  });
});
