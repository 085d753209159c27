import { describe, expect, test } from 'vitest';
import { createSectigoPlugin } from '../src/index.ts';
import { memoryReader } from './support/memory-reader.ts';
import { connectionTo, flavours, sandboxFor, startPlugin } from './support/plugin.ts';
import { synchronizeAll } from './support/synchronize.ts';

const filters = [
  ['SyncFilterProfileId', { SyncFilterProfileId: '10011' }],
  ['SyncFilter', { SyncFilter: '{"sslTypeId": 10011}' }],
] as const;

describe.each(flavours)('%s', (flavour) => {
  test.each(filters)(
    '%s with a profile that SCM does not have is no synchronization',
    async (setting, connection) => {
      const run = await startPlugin({ flavour, connection });
      await expect(synchronizeAll(run)).rejects.toThrow(
        expect.objectContaining({
          code: 'nothing-in-scope',
          message: expect.stringMatching(
            new RegExp(
              `^SCM has no SSL certificate profile 10011 \\(${setting}\\)\\. Did you mean 1001\\? There are 1001 \\(.+\\)`,
            ),
          ),
        }),
      );
      expect(run.reader.records.size).toBe(0);
    },
  );

  test('one unknown among known leaves the others, and is a finding of every synchronization', async () => {
    const run = await startPlugin({ flavour, connection: { SyncFilterProfileId: '1001, 999999' } });
    for (const lastSync of [null, run.sandbox.now]) {
      const findings: string[] = [];
      await Array.fromAsync(
        run.plugin.synchronize(
          { lastSync, fullSync: false },
          { onFinding: (finding) => findings.push(finding) },
        ),
      );
      expect(findings).toEqual([
        expect.stringMatching(/^SCM has no SSL certificate profile 999999 \(SyncFilterProfileId\)\./),
      ]);
    }
    expect((await synchronizeAll(run)).records.length).toBeGreaterThan(0);
  });

  test.each([
    ['1001, 10011', /\(SyncFilterProfileId\)\. There are 1001 /],
    ['1001, 10022', /\(SyncFilterProfileId\)\. Did you mean 1002\? There are 1001 /],
  ])('of the filter %s no profile is offered that it has already', async (SyncFilterProfileId, offer) => {
    const run = await startPlugin({ flavour, connection: { SyncFilterProfileId } });
    const findings: string[] = [];
    const onFinding = (finding: string) => findings.push(finding);
    await Array.fromAsync(run.plugin.synchronize({ lastSync: null, fullSync: false }, { onFinding }));
    expect(findings).toEqual([expect.stringMatching(offer)]);
  });

  test('a profile that the login may not use, but has certificates of, is known', async () => {
    const sandbox = await sandboxFor();
    const [certificate] = sandbox.scmState.certificates();
    if (certificate === undefined) throw new Error('the sandbox has no certificate');
    sandbox.scmState.updateCertificate(certificate.sslId, { sslTypeId: 4711 });
    const connection = { SyncFilterProfileId: '4711' };
    const { records } = await synchronizeAll(await startPlugin({ flavour, sandbox, connection }));
    expect(records.length).toBeGreaterThan(0);
  });

  test('where the profiles may not be listed the synchronization goes on', async () => {
    const run = await startPlugin({ flavour, connection: { SyncFilterProfileId: '1001' } });
    run.sandbox.setKnobs({ failures: [{ path: '/api/ssl/v1/types', response: 403 }] });
    const findings: string[] = [];
    const options = { onFinding: (finding: string) => findings.push(finding) };
    const records = run.plugin.synchronize({ lastSync: null, fullSync: true }, options);
    expect((await Array.fromAsync(records)).length).toBeGreaterThan(0);
    expect(findings).toEqual([]);
  });

  test.each(filters)('a connection with such a %s is not valid', async (setting, connection) => {
    const sandbox = await sandboxFor();
    const plugin = createSectigoPlugin({ reader: memoryReader() });
    const problems = await plugin.validateCAConnectionInfo({
      ...connectionTo(sandbox, flavour),
      ...connection,
    });
    expect(problems).toEqual([
      { setting, message: expect.stringContaining('SCM has no SSL certificate profile 10011') },
    ]);
    const partly = { ...connectionTo(sandbox, flavour), SyncFilterProfileId: '1001, 999999' };
    const findings: string[] = [];
    const onFinding = (finding: string) => findings.push(finding);
    expect(await plugin.validateCAConnectionInfo(partly, { onFinding })).toEqual([]);
    expect(findings).toEqual([expect.stringContaining('no SSL certificate profile 999999')]);
  });
});
