import type { Sandbox } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import { withChangedResponses } from './support/changed-responses.ts';
import { bareDocuments, bareSandbox, heldBy, pairsOf, put } from './support/pairs.ts';
import { temporaryStore } from './support/state-files.ts';
import { apply, plan, revert, sandboxFor, sync, writesOf } from './support/sync.ts';

type Change = (record: Record<string, unknown>) => void;

/** A proxy that gives the details of one certificate for those of another. */
function givingInstead(sandbox: Sandbox, wanted: number, given: number): Promise<Sandbox> {
  let held: string | undefined;
  return withChangedResponses(sandbox, 'scm', (text, path) => {
    if (new RegExp(`/ssl/v1/${given}(\\?|$)`).test(path)) held = text;
    if (!new RegExp(`/ssl/v1/${wanted}(\\?|$)`).test(path)) return text;
    return held ?? text.replaceAll(new RegExp(`"(sslId|id)":${wanted}\\b`, 'g'), `"$1":${given}`);
  });
}

/** A proxy that changes the details of one certificate. */
function changing(sandbox: Sandbox, sslId: number, change: Change): Promise<Sandbox> {
  return withChangedResponses(sandbox, 'scm', (text, path) => {
    if (!new RegExp(`/ssl/v1/${sslId}(\\?|$)`).test(path)) return text;
    const record = JSON.parse(text);
    change(record);
    return JSON.stringify(record);
  });
}

const reissued: Change = (record) => {
  record.serialNumber = '0A:0B:0C:0D:0E';
};

async function edited() {
  const { sandbox, pairs } = await bareSandbox(8);
  const [one, other] = pairs;
  if (other === undefined) throw new Error('the sandbox has too few certificates');
  put(sandbox, one, { sectigo: { 'Owner/Team': 'of one' } });
  put(sandbox, other, { sectigo: { 'Owner/Team': 'of the other' } });
  return { sandbox, one, other };
}

const faults = [
  [
    'the id of another certificate',
    (sandbox: Sandbox, one: number, other: number) => givingInstead(sandbox, one, other),
    /record of another certificate: \d+ in place of \d+/,
  ],
  [
    'another serial number',
    (sandbox: Sandbox, one: number) => changing(sandbox, one, reissued),
    /another serial number than its list had; nothing was written/,
  ],
] as const;

test.each(faults)('sctokf does not take details with %s', async (_, through, reason) => {
  const { sandbox, one, other } = await edited();
  const { summary } = await sync(await through(sandbox, one.sslId, other.sslId), bareDocuments);
  expect(summary).toMatchObject({
    exitCode: 3,
    certificates: {
      updated: 1,
      failed: [{ sectigoId: one.sslId, field: null, reason: expect.stringMatching(reason) }],
    },
  });
  expect(heldBy(sandbox, one).keyfactor).toEqual({});
  expect(heldBy(sandbox, other).keyfactor).toEqual({ Team: 'of the other' });
});

test.each(faults)('kftosc and both write nothing by details with %s', async (_, through, reason) => {
  const { sandbox, one, other } = await edited();
  await sync(sandbox, bareDocuments);
  put(sandbox, one, { keyfactor: { Team: 'new' } });
  const before = sandbox.metadata().digest;
  const faulty = await through(sandbox, one.sslId, other.sslId);
  for (const mode of ['kftosc', 'both'] as const) {
    const { summary } = await sync(faulty, { mode, store: await temporaryStore(), ...bareDocuments });
    expect(summary).toMatchObject({
      exitCode: 3,
      certificates: { failed: [{ sectigoId: one.sslId, reason: expect.stringMatching(reason) }] },
    });
    expect(sandbox.metadata().digest).toBe(before);
  }
});

test.each(faults)('apply writes nothing by details with %s', async (_, through) => {
  const { sandbox, one, other } = await edited();
  await sync(sandbox, bareDocuments);
  put(sandbox, one, { keyfactor: { Team: 'new' } });
  const made = await plan(sandbox, { mode: 'kftosc', ...bareDocuments });
  const before = sandbox.metadata().digest;
  const { summary } = await apply(await through(sandbox, one.sslId, other.sslId), made, bareDocuments);
  expect(summary).toMatchObject({ exitCode: 3, certificates: { failed: [{ sectigoId: one.sslId }] } });
  expect(sandbox.metadata().digest).toBe(before);
});

test.each([
  ...faults.map(([name, through]) => [name, through] as const),
  [
    'another serial number in Keyfactor',
    (sandbox: Sandbox, _one: number, _other: number, keyfactorId: number) =>
      withChangedResponses(sandbox, 'command', (text, path) => {
        if (!new RegExp(`/Certificates/${keyfactorId}(\\?|$)`).test(path)) return text;
        return JSON.stringify({ ...JSON.parse(text), SerialNumber: '0A0B0C0D0E' });
      }),
  ] as const,
])('revert writes nothing by details with %s', async (_, through) => {
  const { sandbox, one, other } = await edited();
  const store = await temporaryStore();
  await sync(sandbox, { store, ...bareDocuments });
  const faulty = await through(sandbox, one.sslId, other.sslId, one.keyfactorId);
  const { summary } = await revert(faulty, { store, ...bareDocuments });
  expect(summary).toMatchObject({
    exitCode: 3,
    certificates: { updated: 1, failed: [{ keyfactorId: one.keyfactorId, field: null }] },
  });
  expect(heldBy(sandbox, one).keyfactor).toEqual({ Team: 'of one' });
});

test('where the response before a write is of another certificate, its values are not sent', async () => {
  const { sandbox, one, other } = await edited();
  put(sandbox, one, { keyfactor: { Notes: 'new' } });
  const before = sandbox.metadata().digest;
  let reads = 0;
  const late = await withChangedResponses(sandbox, 'scm', (text, path) => {
    if (!path.includes(`/ssl/v1/${one.sslId}`)) return text;
    reads += 1;
    return reads === 1
      ? text
      : text.replaceAll(new RegExp(`"(sslId|id)":${one.sslId}\\b`, 'g'), `"$1":${other.sslId}`);
  });
  const { summary } = await sync(late, { mode: 'kftosc', ...bareDocuments });
  expect(summary).toMatchObject({ exitCode: 3, certificates: { failed: [{ sectigoId: one.sslId }] } });
  expect(writesOf(sandbox)).toEqual([]);
  expect(sandbox.metadata().digest).toBe(before);
});

test('a row of the report under the id of another certificate is not taken, and nothing is held against the report', async () => {
  const sandbox = await sandboxFor({ certificates: 100 });
  const plain = await sandboxFor({ certificates: 100 });
  const pairs = pairsOf(sandbox);
  const ids = pairs.map(({ sslId }) => sslId);
  // Every row of the first half has the id of its neighbour.
  const next = new Map(ids.slice(0, 20).map((id, at, all) => [id, all[(at + 1) % all.length] ?? id]));
  const swapped = await withChangedResponses(sandbox, 'scm', (text, path) => {
    if (!path.includes('/report/')) return text;
    const document = JSON.parse(text);
    for (const row of document.reports) row.id = next.get(row.id) ?? row.id;
    return JSON.stringify(document);
  });
  const { summary } = await sync(swapped, { config: { readStrategy: 'report' } });
  await sync(plain, { config: { readStrategy: 'details' } });
  expect(summary).toMatchObject({ exitCode: 0, reportDiffers: [] });
  expect(sandbox.metadata().digest).toBe(plain.metadata().digest);
});
