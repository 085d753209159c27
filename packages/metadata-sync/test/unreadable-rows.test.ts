import type { Sandbox } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import { withChangedAnswers } from './support/changed-answers.ts';
import { missingIn, removeFromCommand, runImport } from './support/import.ts';
import { sandboxFor, sync } from './support/sync.ts';

/** Puts another value for a key of certain rows of a list or report. */
function ofRows(list: RegExp, { where, key, json }: { where: [string, unknown]; key: string; json: string }) {
  return (text: string, path: string) => {
    if (!list.test(path)) return text;
    const document = JSON.parse(text);
    const rows: Record<string, unknown>[] = Array.isArray(document) ? document : document.reports;
    for (const row of rows) if (row[where[0]] === where[1]) row[key] = 'strange';
    return JSON.stringify(document).replaceAll('"strange"', json);
  };
}

const ofScm = /\/api\/ssl\/v[12](\?|$)/;
const ofCommand = /\/Certificates(\?|$)/;
const ofReport = /\/report\//;

/** A certificate of SCM that Command has, too. */
function common(sandbox: Sandbox, at = 3) {
  const all = sandbox.scmState.certificates().flatMap((scm) => {
    const [command] = sandbox.commandState.findBySerial(scm.serialNumber ?? '');
    return scm.status === 'Issued' && command ? [{ sslId: scm.sslId, keyfactorId: command.id }] : [];
  });
  const found = all[at];
  if (found === undefined) throw new Error('the sandbox has too few certificates');
  return found;
}

const metadataOf = (sandbox: Sandbox, keyfactorId: number) =>
  sandbox.commandState.certificates().find(({ id }) => id === keyfactorId)?.metadata;

test('a row of SCM that can not be read is a failed certificate, and the others are synchronized', async () => {
  const sandbox = await sandboxFor();
  const { sslId, keyfactorId } = common(sandbox);
  const change = ofRows(ofScm, { where: ['sslId', sslId], key: 'sslId', json: '9007199254740993' });
  const { summary } = await sync(await withChangedAnswers(sandbox, 'scm', change));
  const { failed, updated, inScope, unmatched } = summary.certificates;
  expect(failed).toMatchObject([{ sectigoId: null, keyfactorId: null, field: null }]);
  expect(failed[0]?.reason).toMatch(
    /^Row \d+ of the list of certificates \(beside [\d and]+\) can't be read: expected safe integer at sslId\.$/,
  );
  expect(unmatched.map((certificate) => certificate.keyfactorId)).toContain(keyfactorId);
  expect(updated).toBe(inScope - 1);
  expect(summary.exitCode).toBe(3);
});

test.each([
  ['an id beyond 2^53', 'Id', '9007199254740993', /^Row \d+ of the certificate search \(beside [\d and]+\)/],
  ['an id that is not finite', 'Id', '1e400', /^Row \d+ of the certificate search \(beside [\d and]+\)/],
  ['no id', 'Id', 'null', /^Row \d+ of the certificate search \(beside [\d and]+\)/],
  [
    'an object for its serial number',
    'SerialNumber',
    '{"a":1}',
    /^Row \d+ of the certificate search \(id \d+\)/,
  ],
  ['a list for its metadata', 'Metadata', '["a"]', /^Row \d+ of the certificate search \(id \d+\)/],
])('a row of Command with %s is a failed certificate, in either direction', async (_, key, json, where) => {
  const sandbox = await sandboxFor();
  const { keyfactorId } = common(sandbox);
  const change = ofRows(ofCommand, { where: ['Id', keyfactorId], key, json });
  const strange = await withChangedAnswers(sandbox, 'command', change);
  const forth = (await sync(strange, { config: { keyfactorPageSize: 4 } })).summary;
  const { failed, updated, inScope } = forth.certificates;
  expect(failed).toMatchObject([{ sectigoId: null, keyfactorId: null, field: null }]);
  expect(failed[0]?.reason).toMatch(where);
  expect(updated).toBe(inScope - 1);
  expect(updated).toBeGreaterThan(10);
  expect(forth.exitCode).toBe(3);
  expect(metadataOf(sandbox, keyfactorId)).toEqual({});

  const back = (await sync(strange, { mode: 'kftosc' })).summary;
  expect(back.certificates.failed).toHaveLength(1);
  expect(back.exitCode).toBe(3);
});

test.each([
  ['an id beyond 2^53', 'id', '9007199254740993'],
  ['an object for its state', 'status', '{"a":1}'],
  ['a list for its serial number', 'serialNumber', '["a"]'],
])('a row of the report with %s has the details of that certificate read', async (_, key, json) => {
  const [sandbox, plain] = [await sandboxFor({ certificates: 100 }), await sandboxFor({ certificates: 100 })];
  const { sslId } = common(sandbox);
  const change = ofRows(ofReport, { where: ['id', sslId], key, json });
  const { summary } = await sync(await withChangedAnswers(sandbox, 'scm', change));
  await sync(plain);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: summary.certificates.inScope } });
  expect(sandbox.metadata().digest).toBe(plain.metadata().digest);
  const { getSsl = 0 } = sandbox.requests.summary().scm.byOperation;
  // Ten drawn, five of each kind that is likely to differ, and this one.
  expect(getSsl).toBeLessThanOrEqual(36);
});

test('a row of SCM that can not be read is a failed certificate of an import, and the others are imported', async () => {
  const sandbox = await sandboxFor();
  removeFromCommand(sandbox, 5);
  const missing = missingIn(sandbox).map(({ sslId }) => sslId);
  const [, first = 0] = missing;
  const change = ofRows(ofScm, { where: ['sslId', first], key: 'sslId', json: '1e400' });
  const { summary } = await runImport(await withChangedAnswers(sandbox, 'scm', change));
  const { failed, imported } = summary.certificates;
  expect(failed).toMatchObject([{ serialNumber: '', sectigoId: null, commonName: null }]);
  expect(failed[0]?.reason).toMatch(/^Row \d+ of the list of certificates/);
  expect(imported.map(({ sectigoId }) => sectigoId)).toEqual(missing.filter((sslId) => sslId !== first));
  expect(summary.exitCode).toBe(3);
});

test.each([
  ['Id', '9007199254740993'],
  ['SerialNumber', '{"a":1}'],
])(
  'a certificate that Command has in a row whose %s can not be read is not imported again',
  async (key, json) => {
    const sandbox = await sandboxFor();
    removeFromCommand(sandbox, 3);
    const missing = missingIn(sandbox).map(({ sslId }) => sslId);
    const { sslId, keyfactorId } = common(sandbox);
    const before = sandbox.commandState.certificates().length;
    const change = ofRows(ofCommand, { where: ['Id', keyfactorId], key, json });
    const { summary } = await runImport(await withChangedAnswers(sandbox, 'command', change));
    expect(summary.warnings.join()).toMatch(/Row \d+ of the certificate search/);
    expect(summary.certificates.failed).toMatchObject([{ sectigoId: sslId }]);
    expect(summary.certificates.imported.map(({ sectigoId }) => sectigoId)).toEqual(missing);
    expect(sandbox.commandState.certificates()).toHaveLength(before + missing.length);
    expect(summary.exitCode).toBe(3);
  },
);
