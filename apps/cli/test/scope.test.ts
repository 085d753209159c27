import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Workplace, writesTo } from './harness.ts';
import { expectImportSummary, expectSummary } from './support.ts';

let sandbox: Sandbox;
let workplace: Workplace;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.reset();
  sandbox.requests.clear();
  workplace = await Workplace.create();
});
afterEach(() => workplace.remove());

const actions = [['sctokf'], ['sync'], ['plan', 'sctokf'], ['import'], ['import', '--apply']];

test.each(actions)(
  '%s %s by profiles that SCM lacks ends with exit code 4, and writes nothing',
  async (...action) => {
    await workplace.configure(sandbox, { sslTypeIds: [10011] });
    const { code, stdout } = await workplace.run(action);
    expect(code).toBe(4);
    expect(stdout).toMatch(/SCM has no profile 10011 \(sslTypeIds\)\. Did you mean 1001 ".+"\?/);
    expect(stdout).not.toContain(': done');
    expect(writesTo(sandbox)).toBe(0);
  },
);

test('an issuer that no certificate has ends with exit code 4 and the issuers, in text and JSON', async () => {
  await workplace.configure(sandbox, { issuerDNLookupTerm: 'Sectgio' });
  const { code, stdout } = await workplace.run(['sctokf']);
  expect(code).toBe(4);
  expect(stdout).toMatch(/contains "Sectgio" .* Issuers there, with their certificates: CN=.+ \(\d+\)/);
  const json = await workplace.run(['sctokf', '--json']);
  expectSummary(json.stdout);
  expect(json.summary().problems[0]?.message).toContain('contains "Sectgio"');
  expect(writesTo(sandbox)).toBe(0);
});

test.each([['import'], ['import', '--apply']])(
  '%s %s by an issuer that no certificate has ends with exit code 4 and the issuers, and writes nothing',
  async (...action) => {
    await workplace.configure(sandbox, { issuerDNLookupTerm: 'Sectgio' });
    const fields = sandbox.commandState.metadataFields();
    const { code, stdout } = await workplace.run(action);
    expect(code).toBe(4);
    expect(stdout).toMatch(/contains "Sectgio" .* Issuers there, with their certificates: CN=.+ \(\d+\)/);
    expect(stdout).not.toContain(': done');
    const json = await workplace.run([...action, '--json']);
    expect(json.code).toBe(4);
    expectImportSummary(json.stdout);
    expect(JSON.parse(json.stdout).problems[0]?.message).toContain('contains "Sectgio"');
    expect(writesTo(sandbox)).toBe(0);
    expect(sandbox.commandState.metadataFields()).toEqual(fields);
  },
);

test('one unknown profile is on standard error, in the log and in the summary of every run', async () => {
  await workplace.configure(sandbox, { sslTypeIds: [...sandbox.scm.sslTypeIds, 999_999] });
  for (const action of ['sctokf', 'sctokf', 'import']) {
    const { code, stdout, stderr } = await workplace.run([action]);
    expect(code).toBe(3);
    for (const text of [stdout, stderr]) expect(text).toContain('SCM has no profile 999999');
  }
  expect((await workplace.logs()).match(/WARN .* SCM has no profile 999999/g)).toHaveLength(3);
});

test('partly processed certificates are grouped with their values and names, and no value is in the log', async () => {
  await workplace.configure(sandbox);
  const [first, second, third] = sandbox.scmState
    .certificates()
    .filter(({ status, sslTypeId }) => status === 'Issued' && sandbox.scm.sslTypeIds.includes(sslTypeId));
  if (!first || !second || !third) throw new Error('three certificates are needed');
  const long = (length: number) => `Geheim\u2028${'x'.repeat(length - 7)}`;
  sandbox.scmState.updateCertificate(first.sslId, { customFields: { 'Owner/Team': long(401) } });
  sandbox.scmState.updateCertificate(second.sslId, { customFields: { 'Owner/Team': long(450) } });
  sandbox.scmState.updateCertificate(third.sslId, { customFields: { 'Cost Center': long(500) } });
  await workplace.write('fields.json', {
    CustomFields: [
      {
        sectigoFieldName: 'Cost Center',
        keyfactorMetadataFieldName: 'Cost_Center',
        keyfactorDataType: 1,
        sensitive: true,
      },
    ],
  });
  const { code, stdout } = await workplace.run(['sctokf']);
  expect(code).toBe(3);
  expect(stdout).toContain(
    'Partly processed, by field and reason:\n  Owner-Team: The value is 401 to 450 characters long;',
  );
  expect(stdout).toContain('(2 certificates)\n');
  expect(stdout).toMatch(
    new RegExp(
      `    [0-9A-F]+ ${first.commonName} \\(Sectigo ${first.sslId}, Keyfactor \\d+\\): "Geheim\\\\u2028x+…`,
    ),
  );
  expect(stdout).toMatch(
    new RegExp(` ${third.commonName} \\(Sectigo ${third.sslId}, Keyfactor \\d+\\): \\*\\*\\*`),
  );
  const logs = await workplace.logs();
  expect(logs).not.toContain('Geheim');
  expect(logs).toContain(first.commonName);
  const json = await workplace.run(['sctokf', '--json']);
  expectSummary(json.stdout);
  expect(json.summary().certificates).toMatchObject({
    partial: expect.arrayContaining([
      expect.objectContaining({
        commonName: first.commonName,
        value: expect.stringMatching(/^Geheim\u2028x+…$/),
      }),
      expect.objectContaining({ commonName: third.commonName, field: 'Cost_Center', value: '***' }),
    ]),
    reasons: [
      { outcome: 'partial', field: 'Owner-Team', certificates: 2 },
      { outcome: 'partial', field: 'Cost_Center', certificates: 1 },
    ],
  });
});

test('an import of what does not fit is grouped as well', async () => {
  await workplace.configure(sandbox);
  const [victim] = sandbox.scmState
    .certificates()
    .filter(({ status, sslTypeId }) => status === 'Issued' && sandbox.scm.sslTypeIds.includes(sslTypeId));
  for (const { id } of sandbox.commandState.certificates()) sandbox.commandState.removeCertificate(id);
  sandbox.scmState.updateCertificate(victim?.sslId ?? 0, { customFields: { 'Owner/Team': 'y'.repeat(500) } });
  const { code, stdout, stderr } = await workplace.run(['import', '--apply', '--json']);
  expect(code).toBe(3);
  expectImportSummary(stdout);
  expect(stderr).toContain('by field and reason:\n  Owner-Team: The value is 500 characters long');
  expect(await workplace.logs()).not.toContain('yyy');
});

test('ca sync by profiles that SCM lacks ends with exit code 4, and ca validate with 2', async () => {
  const { scm } = sandbox;
  const connection = {
    ApiEndpoint: scm.url,
    CustomerUri: scm.customerUri,
    Username: scm.login,
    Password: scm.password,
    SyncFilterProfileId: '10011',
  };
  await writeFile(path.join(workplace.configDir, 'ca.json'), JSON.stringify(connection), { mode: 0o600 });
  const sync = await workplace.run(['ca', 'sync']);
  expect(sync.code).toBe(4);
  expect(sync.stderr + sync.stdout).toContain('Did you mean 1001?');
  expect(sync.stdout).not.toContain('done');
  const validate = await workplace.run(['ca', 'validate']);
  expect(validate.code).toBe(2);
  expect(validate.stderr + validate.stdout).toContain('SyncFilterProfileId');
});
