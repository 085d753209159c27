import type { Sandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { renderSummary } from '../src/index.ts';
import { runImport } from './support/import.ts';
import { bareDocuments, bareSandbox } from './support/pairs.ts';
import { manualFields, type SyncParts, sandboxFor, sync, writesOf } from './support/sync.ts';

const modes = ['sctokf', 'both'] as const;

function configured(config: Record<string, unknown>, parts: SyncParts = {}): SyncParts {
  return { ...parts, config };
}

function setIssuers(sandbox: Sandbox, issuerDn: (index: number) => string): void {
  for (const [index, { id }] of sandbox.commandState.certificates().entries())
    sandbox.commandState.updateCertificate(id, { issuerDn: issuerDn(index) });
}

describe('sslTypeIds', () => {
  test.each(modes)(
    '%s with profiles that SCM does not have stops and lists those that it has',
    async (mode) => {
      const sandbox = await sandboxFor();
      const { summary, stop } = await sync(sandbox, configured({ sslTypeIds: [10011] }, { mode }));
      expect(stop).toMatchObject({ kind: 'profiles-unknown', unknown: [10011] });
      expect(summary.exitCode).toBe(4);
      const [problem] = summary.problems;
      expect(problem?.message).toMatch(
        /^SCM has no profile 10011 \(sslTypeIds\)\. Did you mean 1001 "[^"]+"\?/,
      );
      for (const { id, name } of sandbox.scmState.profiles())
        expect(problem?.message).toContain(`${id} ${JSON.stringify(name)}`);
      expect(problem?.remedy).toContain('Nothing was written');
      expect(writesOf(sandbox)).toEqual([]);
    },
  );

  test('force does not pass profiles that do not exist', async () => {
    const sandbox = await sandboxFor();
    const { summary } = await sync(sandbox, configured({ sslTypeIds: [999_999] }, { force: true }));
    expect(summary.exitCode).toBe(4);
    expect(writesOf(sandbox)).toEqual([]);
  });

  test('one unknown among known is reported at every run, and the rest is done', async () => {
    const sandbox = await sandboxFor();
    const parts = configured({ sslTypeIds: [...sandbox.scm.sslTypeIds, 999_999] });
    const first = await sync(sandbox, parts);
    expect(first.summary.certificates.updated).toBeGreaterThan(0);
    const second = await sync(sandbox, parts);
    for (const { summary } of [first, second]) {
      expect(summary.exitCode).toBe(3);
      expect(summary.warnings).toEqual([expect.stringContaining('SCM has no profile 999999 (sslTypeIds).')]);
      expect(renderSummary(summary)).toContain('SCM has no profile 999999');
    }
  });

  test('no profile is offered that is listed already', async () => {
    const sandbox = await sandboxFor();
    const { summary } = await sync(sandbox, configured({ sslTypeIds: [1001, 10011] }));
    expect(summary.warnings).toEqual([
      expect.stringMatching(/^SCM has no profile 10011 \(sslTypeIds\)\. Profiles that SCM has: 1001 /),
    ]);
    const next = await sync(sandbox, configured({ sslTypeIds: [1001, 10022] }));
    expect(next.summary.warnings).toEqual([expect.stringMatching(/ Did you mean 1002 "[^"]+"\?/)]);
  });

  test('a profile that the login may not use, but has certificates of, is known', async () => {
    const sandbox = await sandboxFor();
    const [kept] = sandbox.scm.sslTypeIds;
    const { summary } = await sync(sandbox, {
      sectigoPort: (client) => ({
        ...client,
        requestCount: 0,
        profiles: {
          list: async (options) => (await client.profiles.list(options)).filter(({ id }) => id === kept),
        },
      }),
    });
    expect(summary).toMatchObject({ exitCode: 0, warnings: [] });
  });

  test.each([403, 404])(
    'where the list of profiles gets %i that is reported, and the run goes on',
    async (status) => {
      const sandbox = await sandboxFor();
      sandbox.setKnobs({ failures: [{ system: 'scm', path: '/api/ssl/v1/types', response: status }] });
      const { summary } = await sync(sandbox);
      expect(summary).toMatchObject({ exitCode: 0, warnings: [expect.stringContaining("can't be checked")] });
      expect(summary.certificates.updated).toBeGreaterThan(0);
    },
  );

  test('an empty list of profiles says nothing of them', async () => {
    const sandbox = await sandboxFor();
    const { summary } = await sync(sandbox, {
      sectigoPort: (client) => ({ ...client, requestCount: 0, profiles: { list: async () => [] } }),
    });
    expect(summary).toMatchObject({ exitCode: 0, warnings: [expect.stringContaining("can't be checked")] });
  });

  test.each([false, true])('an import (apply: %s) is checked as well', async (apply) => {
    const sandbox = await sandboxFor();
    const { summary, stop } = await runImport(sandbox, { apply, config: { sslTypeIds: [999_999] } });
    expect(stop).toMatchObject({ kind: 'profiles-unknown' });
    expect(summary.exitCode).toBe(4);
    expect(writesOf(sandbox)).toEqual([]);
    const ids = [...sandbox.scm.sslTypeIds, 999_999];
    const partly = await runImport(sandbox, { apply, config: { sslTypeIds: ids } });
    expect(partly.summary).toMatchObject({
      exitCode: 3,
      warnings: [expect.stringContaining('SCM has no profile 999999')],
    });
  });
});

describe('issuerDNLookupTerm', () => {
  test.each(modes)('%s with a term that no issuer has stops, and lists the issuers', async (mode) => {
    const sandbox = await sandboxFor();
    setIssuers(sandbox, (index) =>
      index < 3 ? 'CN=Other CA, O=Other' : index % 2 === 0 ? 'CN=Our CA, O=Us' : 'o=us,cn=our ca',
    );
    const total = sandbox.commandState.certificates().length;
    const fields = sandbox.commandState.metadataFields();
    const { summary, stop } = await sync(sandbox, configured({ issuerDNLookupTerm: 'Sectgio' }, { mode }));
    expect(stop).toMatchObject({
      kind: 'issuer-unknown',
      term: 'Sectgio',
      issuers: [{ certificates: total - 3 }, { issuerDn: 'CN=Other CA, O=Other', certificates: 3 }],
      isCut: false,
    });
    expect(summary.exitCode).toBe(4);
    expect(summary.problems[0]?.message).toMatch(/contains "Sectgio".*; CN=Other CA, O=Other \(3\)\.$/);
    expect(writesOf(sandbox)).toEqual([]);
    expect(sandbox.commandState.metadataFields()).toEqual(fields);
  });

  test('names of issuers that would forge lines are escaped', async () => {
    const sandbox = await sandboxFor();
    setIssuers(sandbox, () => 'CN=Evil\u2028certificates in scope   510');
    const { summary } = await sync(sandbox, configured({ issuerDNLookupTerm: 'Sectgio' }));
    expect(summary.problems[0]?.message).toContain('CN=Evil\\u2028certificates');
  });

  const issuer = 'CN=Sectigo RSA OV, O=Sectigo Limited, L=Salford, S=Greater Manchester, C=GB';
  test.each([
    'sectigo',
    issuer,
    'C=GB,ST=Greater Manchester,L=Salford,O=Sectigo Limited,CN=Sectigo RSA OV',
    'cn=sectigo rsa ov,o=Sectigo  Limited',
    'CN = Sectigo RSA OV , S = Greater Manchester',
    'stateOrProvinceName=Greater Manchester',
  ])('%s finds its issuer, and no other', async (issuerDNLookupTerm) => {
    const sandbox = await sandboxFor();
    setIssuers(sandbox, (index) => (index === 0 ? 'CN=Greater Manchester, O=Other, C=GB' : issuer));
    const { summary } = await sync(sandbox, configured({ issuerDNLookupTerm }));
    expect(summary).toMatchObject({ exitCode: 0, problems: [], warnings: [] });
    const { inScope, unmatched, skipped } = summary.certificates;
    const others = await sync(sandbox, configured({ issuerDNLookupTerm: 'O=' }));
    const all = others.summary.certificates;
    expect(inScope + unmatched.length + skipped).toBe(all.inScope + all.unmatched.length + all.skipped - 1);
  });

  test('an issuer that is written in two ways is one', async () => {
    const { sandbox, pairs } = await bareSandbox();
    const [pair] = pairs;
    const original = sandbox.commandState.certificate(pair.keyfactorId);
    if (original === undefined) throw new Error('the certificate is missing');
    const issuerDn = original.issuerDn.split(',').reverse().join(', ').replace('ST=', 'S=');
    const { serialNumber, commonName } = original;
    sandbox.commandState.addCertificate({ serialNumber, commonName, issuerDn, metadata: {} });
    const { summary } = await sync(sandbox, bareDocuments);
    expect(summary).toMatchObject({ exitCode: 0, certificates: { inScope: 2, failed: [] } });
    // Two records of one certificate that differ are reported, and neither is written over the other.
    for (const [index, { id }] of sandbox.commandState.certificates().entries())
      sandbox.commandState.updateCertificate(id, { metadata: { Team: index === 0 ? 'A' : 'B' } });
    sandbox.requests.clear();
    const back = await sync(sandbox, { mode: 'kftosc', ...bareDocuments });
    expect(back.summary.certificates.partial).toHaveLength(2);
    expect(writesOf(sandbox)).toEqual([]);
  });

  test('force goes on, and creates the fields', async () => {
    const sandbox = await sandboxFor();
    const { summary } = await sync(sandbox, configured({ issuerDNLookupTerm: 'Sectgio' }, { force: true }));
    expect(summary).toMatchObject({ exitCode: 0, certificates: { inScope: 0 } });
    expect(summary.fields.created).toBeGreaterThan(manualFields.length);
  });

  test('a Command without certificates is told apart from a wrong term', async () => {
    const sandbox = await sandboxFor();
    for (const { id } of sandbox.commandState.certificates()) sandbox.commandState.removeCertificate(id);
    const { summary, stop } = await sync(sandbox);
    expect(stop).toMatchObject({ kind: 'issuer-unknown', issuers: [] });
    expect(summary.problems[0]?.message).toContain('Keyfactor has no certificate that this login may see');
  });

  test('an import stops where Command has the certificates under another issuer', async () => {
    const sandbox = await sandboxFor();
    const config = { issuerDNLookupTerm: 'Sectgio' };
    for (const apply of [false, true]) {
      const { summary, stop } = await runImport(sandbox, { apply, config });
      expect(stop).toMatchObject({ kind: 'issuer-unknown' });
      expect(summary.exitCode).toBe(4);
    }
    expect(writesOf(sandbox)).toEqual([]);
  });

  test('a first import into a Command with certificates of others says so and goes on', async () => {
    const sandbox = await sandboxFor();
    const certificates = sandbox.commandState.certificates();
    for (const { id } of certificates.slice(1)) sandbox.commandState.removeCertificate(id);
    sandbox.commandState.updateCertificate(certificates[0]?.id ?? 0, {
      serialNumber: 'DEAD',
      issuerDn: 'CN=Our CA',
    });
    const { summary } = await runImport(sandbox, { apply: true });
    expect(summary).toMatchObject({ exitCode: 0, warnings: [expect.stringContaining('CN=Our CA (1)')] });
    expect(summary.certificates.imported.length).toBeGreaterThan(0);
  });
});

describe('nothing in scope', () => {
  test('certificates that have nothing in common with SCM stop the run', async () => {
    const { sandbox, pairs } = await bareSandbox(5);
    for (const { keyfactorId } of pairs)
      sandbox.commandState.updateCertificate(keyfactorId, { serialNumber: `DEAD${keyfactorId}` });
    const { summary, stop } = await sync(sandbox, bareDocuments);
    expect(stop).toMatchObject({ kind: 'nothing-matched', sectigo: 5, keyfactor: 5 });
    expect(summary.problems[0]?.message).toContain('Keyfactor has 5 certificates of the issuer');
    expect((await sync(sandbox, { ...bareDocuments, force: true })).summary.exitCode).toBe(0);
  });

  test('a profile that exists and is empty stops the run where Command has certificates of the issuer', async () => {
    const { sandbox, pairs } = await bareSandbox(5);
    for (const { sslId } of pairs) sandbox.scmState.removeCertificate(sslId);
    const { stop } = await sync(sandbox, bareDocuments);
    expect(stop).toMatchObject({ kind: 'nothing-matched', sectigo: 0, keyfactor: 5 });
  });

  test('an estate that is empty on both sides is reported, and is not a failure', async () => {
    const { sandbox, pairs } = await bareSandbox(2);
    for (const { sslId, keyfactorId } of pairs) {
      sandbox.scmState.removeCertificate(sslId);
      sandbox.commandState.removeCertificate(keyfactorId);
    }
    const { summary } = await sync(sandbox, bareDocuments);
    expect(summary).toMatchObject({
      exitCode: 0,
      warnings: [expect.stringMatching(/^No certificate is in scope: SCM lists none/)],
    });
  });

  test('a start in the future stops before anything is called', async () => {
    const sandbox = await sandboxFor();
    const { summary, stop } = await sync(sandbox, configured({ keyfactorAddedSince: '2999-01-01' }));
    expect(stop).toMatchObject({ kind: 'added-since-ahead' });
    expect(summary).toMatchObject({ exitCode: 4, calls: { sectigo: 0, keyfactor: 0 } });
  });

  test('nothing imported since a day that is past is reported, and is not a failure', async () => {
    const { sandbox, pairs } = await bareSandbox(2);
    for (const { keyfactorId } of pairs)
      sandbox.commandState.updateCertificate(keyfactorId, { importDate: '2020-01-01T00:00:00Z' });
    const config = { ...bareDocuments.config, keyfactorAddedSince: '2021-01-01' };
    const { summary } = await sync(sandbox, { ...bareDocuments, config });
    expect(summary).toMatchObject({
      exitCode: 0,
      warnings: [expect.stringContaining('(keyfactorAddedSince). It has others of that issuer')],
    });
  });

  test('an import of an empty profile says so', async () => {
    const { sandbox, pairs } = await bareSandbox(2);
    for (const { sslId } of pairs) sandbox.scmState.removeCertificate(sslId);
    const { summary } = await runImport(sandbox, { apply: false, ...bareDocuments });
    expect(summary).toMatchObject({ exitCode: 0, warnings: [expect.stringContaining('SCM lists none')] });
  });
});
