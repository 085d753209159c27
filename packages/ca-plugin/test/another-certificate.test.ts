import { X509Certificate } from 'node:crypto';
import type { Sandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import type { CertificateRecord } from '../src/index.ts';
import { withoutSerialNumbers } from './support/changed-scm.ts';
import { certificateOf, enrolled, orderOf } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { flavours, sandboxFor, startPlugin } from './support/plugin.ts';
import { synchronizeAll, takeRequests } from './support/synchronize.ts';

/** Two issued certificates of a sandbox. */
function twoIssued(sandbox: Sandbox) {
  const [one, other] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  if (one === undefined || other === undefined) throw new Error('the sandbox has too few certificates');
  return { one: one.sslId, other: other.sslId };
}

function serialOf({ certificate }: Pick<CertificateRecord, 'certificate'>): string {
  return new X509Certificate(Buffer.from(certificate ?? '', 'base64')).serialNumber.replace(/^0+/, '');
}

function serialInScm(sandbox: Sandbox, sslId: number): string {
  return sandbox.scmState.certificate(sslId)?.serialNumber?.replace(/^0+/, '') ?? '';
}

describe.each(flavours)("a certificate that is not the record's, with %s", (flavour) => {
  test('is a bad record in a synchronization, and is read again by the next one', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
    const { one, other } = twoIssued(run.sandbox);
    run.sandbox.setKnobs({ collectedInstead: [{ sslId: one, instead: other }] });
    const { bad, records } = await synchronizeAll(run);
    expect(bad).toEqual([
      {
        caRequestId: String(one),
        problem: expect.stringMatching(
          new RegExp(`${serialInScm(run.sandbox, other)}.*${serialInScm(run.sandbox, one)}.*not taken`),
        ),
      },
    ]);
    expect(records.map(({ caRequestId }) => caRequestId)).not.toContain(String(one));
    run.sandbox.setKnobs({ collectedInstead: [] });
    expect(await synchronizeAll(run)).toMatchObject({ bad: [], records: [{ caRequestId: String(one) }] });
  });

  test('is refused for a single record', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
    const { one, other } = twoIssued(sandbox);
    sandbox.setKnobs({ collectedInstead: [{ sslId: one, instead: other }] });
    await expect(plugin.getSingleRecord(String(one))).rejects.toMatchObject({
      code: 'bad-record',
      message: expect.stringContaining(serialInScm(sandbox, one)),
    });
  });

  test('given out once, as between record and download of a reissue, is read again at once', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
    const { one, other } = twoIssued(sandbox);
    sandbox.setKnobs({ collectedInstead: [{ sslId: one, instead: other, times: 1 }] });
    expect(serialOf(await plugin.getSingleRecord(String(one)))).toBe(serialInScm(sandbox, one));
  });

  test('is not taken where the details lack the serial number: the list has it', async () => {
    const sandbox = await sandboxFor({ certificates: 20 });
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withoutSerialNumbers(url, /^\/api\/ssl\/v[12]\/\d+$/);
    const { plugin } = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
    const { one, other } = twoIssued(sandbox);
    expect(serialOf(await plugin.getSingleRecord(String(one)))).toBe(serialInScm(sandbox, one));
    sandbox.setKnobs({ collectedInstead: [{ sslId: one, instead: other }] });
    await expect(plugin.getSingleRecord(String(one))).rejects.toMatchObject({ code: 'bad-record' });
  });

  test('does not let its own serial number revoke the record', async () => {
    const sandbox = await sandboxFor({ certificates: 20 });
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withoutSerialNumbers(url, /^\/api\/ssl\/v[12]\/\d+$/);
    const { plugin } = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
    const { one, other } = twoIssued(sandbox);
    sandbox.setKnobs({ collectedInstead: [{ sslId: one, instead: other }] });
    const serialNumber = serialInScm(sandbox, other);
    const revoking = plugin.revoke({ caRequestId: String(one), serialNumber, reason: 4 });
    await expect(revoking).rejects.toMatchObject({ code: 'refused' });
    expect(sandbox.scmState.certificate(one)).toMatchObject({ status: 'Issued' });
  });

  test("is not taken for an order, though it has the order's key", async () => {
    const test = await startPlugin({ flavour });
    const first = await enrolled(test, { commonName: 'one.corp.example' });
    // The next order gets the next id.
    const instead = { sslId: first.id + 1, instead: first.id };
    test.sandbox.setKnobs({ collectedInstead: [instead] });
    const csr = await csrFor('two.corp.example', { privateKey: first.csr.privateKey });
    const result = await test.plugin.enroll(orderOf(csr));
    expect(result).toMatchObject({
      caRequestId: String(instead.sslId),
      status: 90,
      certificate: null,
      statusMessage: expect.stringContaining('not that of the order'),
    });
    test.sandbox.setKnobs({ collectedInstead: [] });
    const record = await test.plugin.getSingleRecord(result.caRequestId);
    expect(serialOf(record)).toBe(serialInScm(test.sandbox, instead.sslId));
  });

  test('kept by an earlier version is found by its serial number and repaired', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
    const { one, other } = twoIssued(run.sandbox);
    await synchronizeAll(run);
    const [kept, keptOther] = [run.reader.records.get(String(one)), run.reader.records.get(String(other))];
    if (kept === undefined || keptOther === undefined) throw new Error('nothing was kept');
    // Both have the other's.
    run.reader.keep({ ...kept, certificate: keptOther.certificate });
    run.reader.keep({ ...keptOther, certificate: kept.certificate });
    takeRequests(run.sandbox);
    await synchronizeAll(run, { fullSync: false });
    for (const sslId of [one, other]) {
      const record = run.reader.records.get(String(sslId));
      expect(record && serialOf(record)).toBe(serialInScm(run.sandbox, sslId));
    }
    expect(takeRequests(run.sandbox).collectSsl).toBe(2);
  });

  test('kept by an earlier version does not hide the record that it belongs to', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
    const { one, other } = twoIssued(run.sandbox);
    const wrong = await run.plugin.getSingleRecord(String(other));
    run.reader.keep({ ...wrong, caRequestId: String(one) });
    await synchronizeAll(run);
    for (const sslId of [one, other]) {
      const record = run.reader.records.get(String(sslId));
      expect(record && serialOf(record)).toBe(serialInScm(run.sandbox, sslId));
    }
  });

  test('a reissue goes on changing the certificate under the same id', async () => {
    const test = await startPlugin({ flavour });
    const { id, csr, x509 } = await enrolled(test);
    const again = await csrFor('www.corp.example', { privateKey: csr.privateKey });
    const parameters = { PriorCertSN: x509.serialNumber };
    const result = await test.plugin.enroll(orderOf(again, { parameters, enrollmentType: 'Reissue' }));
    expect(result.caRequestId).toBe(String(id));
    expect(certificateOf(result, csr).serialNumber).not.toBe(x509.serialNumber);
  });
});
