import { X509Certificate } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { CaProfile } from '../src/index.ts';
import { hosted, issued, parameters, profile } from './support/hosted.ts';
import { makeCsr } from './support/make-csr.ts';

const waitMs = 20_000;

describe('profiles', () => {
  test('are the products of SCM, with numbers, keys and ids', async () => {
    const { ca } = await hosted();
    const keys = { rsa: [2048, 3072, 4096], ec: ['P-256'] };
    expect(await ca.profiles()).toEqual([
      { id: 1, name: 'Sectigo DV SSL', productId: '1001', keys },
      { id: 2, name: 'Sectigo OV SSL', productId: '1002', keys },
      { id: 3, name: 'Sectigo EV SSL', productId: '1003', keys },
      { id: 4, name: 'Sectigo OV SSL (lab)', productId: '1044', keys },
    ]);
  });

  test('are read once for a while, and written once', async () => {
    const { ca, sandbox } = await hosted();
    for (let times = 0; times < 5; times += 1) await ca.profiles();
    expect(sandbox.requests.list().filter(({ operation }) => operation === 'listSslTypes')).toHaveLength(1);
  });

  test('stay known with their ids and keys while SCM is down, in another process as well', async () => {
    const first = await hosted();
    const known = await first.ca.profiles();
    await first.stop();
    first.sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    const second = await hosted({ sandbox: first.sandbox, file: first.file });
    expect(await second.ca.profiles()).toEqual(known);
  });

  test("that an earlier version kept without their keys can't be listed before SCM has told them", async () => {
    const first = await hosted();
    const known = await first.ca.profiles();
    await first.stop();
    const older = new DatabaseSync(first.file);
    older.exec('UPDATE product SET keys = NULL WHERE number = 2');
    older.close();
    first.sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    const second = await hosted({ sandbox: first.sandbox, file: first.file });
    await expect(second.ca.profiles()).rejects.toMatchObject({ code: 'unavailable' });
    first.sandbox.setKnobs({ errorRate: 0 });
    expect(await second.ca.profiles()).toEqual(known);
  });

  test('that are not among those known before are unknown only once SCM has told so', async () => {
    const first = await hosted();
    await first.ca.profiles();
    await first.stop();
    first.sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    const { ca } = await hosted({ sandbox: first.sandbox, file: first.file });
    const wanted = ({ name }: CaProfile) => name === 'New SSL';
    await expect(ca.profiles({ wanted })).rejects.toMatchObject({ code: 'unavailable' });
    const request = { profile: 'New SSL', userName: '', csr: makeCsr('www.corp.example').der };
    expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'unavailable', maybeOrdered: false });
    first.sandbox.setKnobs({ errorRate: 0 });
    expect(await ca.profiles({ wanted })).toHaveLength(4);
    expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'invalid', problem: 'profile' });
  });

  test("that were never read can't be listed while SCM is down", async () => {
    const { ca, sandbox } = await hosted();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    await expect(ca.profiles()).rejects.toMatchObject({ name: 'CaPluginError', code: 'unavailable' });
    const request = { profile, userName: '', csr: makeCsr('www.corp.example').der };
    expect(await ca.order(request, { waitMs })).toMatchObject({
      state: 'unavailable',
      maybeOrdered: false,
    });
  });
});

describe('settings of profiles', () => {
  test('that fit what SCM has are none to speak of', async () => {
    const { ca } = await hosted();
    for (const check of await ca.checkProfiles()) expect(check).toMatchObject({ wrong: [], missing: [] });
  });

  test('that are wrong, unknown or missing are reported for each profile, with what there is instead', async () => {
    const { ca } = await hosted({
      settingsOf: (of) => ({
        parameters:
          of === profile ? { Lifetme: '90', Organization: 'Nowhere' } : { ...parameters, Lifetime: '90' },
        renewals: 'order',
      }),
    });
    const checks = await ca.checkProfiles();
    const told = checks.map(({ profile: name, wrong, missing }) => [
      name,
      wrong.map(({ setting }) => setting),
      missing.map(({ setting }) => setting),
    ]);
    expect(told).toEqual([
      ['Sectigo DV SSL', ['Lifetme', 'Organization'], ['Cost Center']],
      ['Sectigo OV SSL', [], []],
      ['Sectigo EV SSL', ['Lifetime'], []],
      ['Sectigo OV SSL (lab)', [], []],
    ]);
    expect(checks[0]?.wrong[1]?.message).toMatch(/Corp Services/);
  });

  test("can't be checked while SCM is down", async () => {
    const { ca, sandbox } = await hosted();
    await ca.profiles();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    await expect(ca.checkProfiles()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the chain of an issuer', () => {
  async function withCertificate() {
    const host = await hosted();
    const request = { profile, userName: '', csr: makeCsr('www.corp.example').der };
    const certificate = issued(await host.ca.order(request, { waitMs }));
    host.sandbox.requests.clear();
    const downloads = () =>
      host.sandbox.requests.list().filter(({ operation }) => operation === 'collectSsl').length;
    return { ...host, request, certificate, downloads };
  }

  test('begins with the issuer, ends with the root, and is downloaded once', async () => {
    const { ca, sandbox, certificate, downloads } = await withCertificate();
    const chains = await Promise.all([1, 2, 3].map(() => ca.chainOf(certificate.issuer)));
    chains.push(await ca.chainOf(certificate.issuer));
    for (const chain of chains) {
      const [issuing, root] = chain.map((der) => new X509Certificate(der));
      const leaf = new X509Certificate(certificate.der);
      expect(chain).toHaveLength(2);
      expect(issuing && leaf.verify(issuing.publicKey)).toBe(true);
      expect(root?.fingerprint256).toBe(new X509Certificate(await sandbox.rootCertificate()).fingerprint256);
    }
    expect(downloads()).toBe(1);
  });

  test('is kept for other processes and for times when SCM is down', async () => {
    const { ca, sandbox, certificate, file, stop } = await withCertificate();
    const chain = await ca.chainOf(certificate.issuer);
    await stop();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    const other = await hosted({ sandbox, file });
    expect(await other.ca.chainOf(certificate.issuer)).toEqual(chain);
  });

  test('is as long as SCM gives it out', async () => {
    const { ca, sandbox, certificate, downloads } = await withCertificate();
    sandbox.setSwitches({ collectChain: 'without-root' });
    expect(await ca.chainOf(certificate.issuer)).toHaveLength(1);
    expect(await ca.chainOf(certificate.issuer)).toHaveLength(1);
    expect(downloads()).toBe(1);
  });

  test('is empty for an issuer of none of our certificates, and asks nothing', async () => {
    const { ca, sandbox } = await withCertificate();
    expect(await ca.chainOf('CN=Nobody')).toEqual([]);
    expect(sandbox.requests.list()).toEqual([]);
  });

  test('comes by another certificate where the newest one is revoked', async () => {
    const { ca, sandbox, request, certificate } = await withCertificate();
    sandbox.advanceClock(24 * 60 * 60 * 1000);
    const newer = issued(await ca.order({ ...request, userName: 'ben' }, { waitMs }));
    await ca.revoke(newer, { reason: 4 });
    expect(await ca.chainOf(certificate.issuer)).toHaveLength(2);
  });

  test("can't be had while SCM is down and none is kept", async () => {
    const { ca, sandbox, certificate } = await withCertificate();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    await expect(ca.chainOf(certificate.issuer)).rejects.toMatchObject({ code: 'unavailable' });
    sandbox.setKnobs({ errorRate: 0 });
    expect(await ca.chainOf(certificate.issuer)).toHaveLength(2);
  });
});
