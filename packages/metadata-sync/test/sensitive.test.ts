import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { expect, onTestFinished, test } from 'vitest';
import {
  createSensitiveHash,
  openStateStore,
  renderPlan,
  renderSummary,
  writePlanLines,
} from '../src/index.ts';
import { echoingServer } from './support/echoing-server.ts';
import { bareDocuments, bareFields, bareSandbox, heldBy, put } from './support/pairs.ts';
import { temporaryFile, temporaryStore } from './support/state-files.ts';
import { plan, revert, type SyncParts, sync, writesOf } from './support/sync.ts';

const hashSensitive = createSensitiveHash(new Uint8Array(32).fill(7));

const fields = { CustomFields: bareFields.map((field, index) => ({ ...field, sensitive: index === 0 })) };

/** A sandbox whose certificate has been synced once, with the sensitive team SECRET-A. */
async function agreedSandbox() {
  const { sandbox, pairs } = await bareSandbox();
  const [pair] = pairs;
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'SECRET-A' } });
  const parts = {
    mode: 'both',
    store: await temporaryStore(),
    ...bareDocuments,
    fields,
    hashSensitive,
  } as const;
  const run = async (others: SyncParts = {}) => {
    sandbox.requests.clear();
    return (await sync(sandbox, { ...parts, ...others })).summary;
  };
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  const team = () => [heldBy(sandbox, pair).sectigo['Owner/Team'], heldBy(sandbox, pair).keyfactor.Team];
  return { sandbox, pair, run, team, parts };
}

test('sensitive values are in no file, summary, plan or log line, in no mode', async () => {
  const records: LogRecord[] = [];
  await configure({
    sinks: { test: (record) => records.push(record) },
    loggers: [
      { category: 'certbridge', sinks: ['test'], lowestLevel: 'trace' },
      { category: ['logtape', 'meta'], lowestLevel: 'error' },
    ],
  });
  onTestFinished(() => reset());
  const { sandbox, pairs } = await bareSandbox(3);
  const [one, two, three] = pairs;
  if (!two || !three) throw new Error('three certificates are needed');
  const file = temporaryFile();
  const store = await openStateStore({ file });
  put(sandbox, one, { sectigo: { 'Owner/Team': 'SECRET-1', Notes: 'open' } });
  put(sandbox, two, { sectigo: { 'Owner/Team': 'SECRET-2' }, keyfactor: { Team: 'SECRET-3' } });
  put(sandbox, three, { sectigo: { 'Owner/Team': `SECRET-${'4'.repeat(249)}` } });
  const parts = { store, ...bareDocuments, fields, hashSensitive };
  const shown: string[] = [];
  for (const mode of ['both', 'sctokf', 'kftosc', 'both'] as const) {
    const made = await plan(sandbox, { ...parts, mode });
    for await (const line of writePlanLines(made, { hashSensitive })) shown.push(line);
    for await (const line of renderPlan(made)) shown.push(line);
    const { summary } = await sync(sandbox, { ...parts, mode });
    shown.push(JSON.stringify(summary), renderSummary(summary));
    put(sandbox, one, { keyfactor: { Team: `SECRET-${mode}` } });
    put(sandbox, three, { sectigo: { 'Owner/Team': `SECRET-${'5'.repeat(400)}` } });
  }
  const { summary } = await revert(sandbox, parts);
  shown.push(JSON.stringify(summary), inspect(records, { depth: 9 }));
  await store.close();
  shown.push(readFileSync(file, 'latin1'));
  expect(shown.join('\n')).toContain('open');
  expect(shown.join('\n')).toContain('hmac-sha256:');
  expect(shown.join('\n')).not.toContain('SECRET');
});

test('a file with open journals holds no sensitive value either', async () => {
  const { sandbox, pairs } = await bareSandbox();
  const file = temporaryFile();
  const store = await openStateStore({ file });
  onTestFinished(() => store.close());
  put(sandbox, pairs[0], { sectigo: { 'Owner/Team': 'SECRET', Notes: 'journal of notes' } });
  await sync(sandbox, { mode: 'both', store, ...bareDocuments, fields, hashSensitive });
  const bytes = [file, `${file}-wal`].map((path) => readFileSync(path, 'latin1')).join('');
  expect(bytes).toContain('journal of notes');
  expect(bytes).not.toContain('SECRET');
});

test('a sensitive value goes to the side that did not change, each way', async () => {
  const { sandbox, pair, run, team } = await agreedSandbox();
  expect(await run()).toMatchObject({ certificates: { updated: 0 } });
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'SECRET-B' } });
  expect((await run()).exitCode).toBe(0);
  expect(team()).toEqual(['SECRET-B', 'SECRET-B']);
  put(sandbox, pair, { keyfactor: { Team: 'SECRET-C' } });
  expect((await run()).exitCode).toBe(0);
  expect(team()).toEqual(['SECRET-C', 'SECRET-C']);
});

test('a conflict of sensitive values is listed without them', async () => {
  const { sandbox, pair, run, team } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'SECRET-B' }, keyfactor: { Team: 'SECRET-C' } });
  const summary = await run();
  expect(summary.exitCode).toBe(3);
  expect(summary.certificates.conflicts).toMatchObject([
    { field: 'Owner/Team', sectigo: '***', keyfactor: '***', agreed: '***' },
  ]);
  expect(team()).toEqual(['SECRET-B', 'SECRET-C']);
});

test('a conflict with a side that is empty shows that it is', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': null }, keyfactor: { Team: 'SECRET-C' } });
  expect((await run()).certificates.conflicts).toMatchObject([
    { sectigo: null, keyfactor: '***', agreed: '***' },
  ]);
});

test('with a lost key a change is a conflict once, what is equal stays agreed', async () => {
  const { sandbox, pair, run, team } = await agreedSandbox();
  const newKey = { hashSensitive: createSensitiveHash(new Uint8Array(32).fill(8)) };
  put(sandbox, pair, { keyfactor: { Team: 'SECRET-B' } });
  expect(await run(newKey)).toMatchObject({ exitCode: 3, certificates: { conflicts: [{ agreed: '***' }] } });
  expect(writesOf(sandbox)).toEqual([]);
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'SECRET-B' } });
  expect(await run(newKey)).toMatchObject({ exitCode: 0, certificates: { unchanged: 1 } });
  put(sandbox, pair, { keyfactor: { Team: 'SECRET-C' } });
  expect((await run(newKey)).exitCode).toBe(0);
  expect(team()).toEqual(['SECRET-C', 'SECRET-C']);
});

test('a field that becomes sensitive, or is so no more, keeps its baseline at the price of a conflict at most', async () => {
  const { sandbox, pair, run, team } = await agreedSandbox();
  expect(await run({ fields: bareDocuments.fields })).toMatchObject({ exitCode: 0 });
  put(sandbox, pair, { keyfactor: { Team: 'B' } });
  expect((await run({ fields: bareDocuments.fields })).exitCode).toBe(0);
  expect(team()).toEqual(['B', 'B']);
  put(sandbox, pair, { keyfactor: { Team: 'C' } });
  expect((await run()).exitCode).toBe(0);
  expect(team()).toEqual(['C', 'C']);
});

test('a state without a way to hash is refused before anything is read or written', async () => {
  const { sandbox, parts } = await agreedSandbox();
  sandbox.requests.clear();
  const { summary } = await sync(sandbox, { ...parts, hashSensitive: undefined });
  expect(summary.exitCode).toBe(1);
  expect(writesOf(sandbox)).toEqual([]);
  expect(sandbox.requests.list({ operation: 'getSsl' })).toEqual([]);
});

test.each(['sctokf', 'kftosc'] as const)(
  'a sensitive value that the destination of %s repeats in its refusal is seen nowhere',
  async (mode) => {
    const { sandbox, pairs } = await bareSandbox();
    const [pair] = pairs;
    const parts = { mode, store: await temporaryStore(), ...bareDocuments, fields, hashSensitive } as const;
    // Creates the metadata fields.
    await sync(sandbox, { ...parts, mode: 'sctokf' });
    const value = 'SECRET "one"\u2028ü';
    if (mode === 'sctokf') put(sandbox, pair, { sectigo: { 'Owner/Team': value, Notes: 'open' } });
    // SCM is sent all fields of a certificate, those that stay included.
    else put(sandbox, pair, { sectigo: { 'Owner/Team': value }, keyfactor: { Team: value, Notes: 'open' } });
    const refuse = (body: string) =>
      mode === 'sctokf'
        ? { ErrorCode: value, Message: body, FailedOperations: [{ Reason: value }] }
        : { code: -1601, description: `${value} ${body}` };
    const side = mode === 'sctokf' ? 'command' : 'scm';
    const { url, repeated } = await echoingServer(sandbox[side].url, refuse);
    const echoing = { ...sandbox, [side]: { ...sandbox[side], url } };
    const { summary } = await sync(echoing, parts);
    expect(repeated.join()).toContain('SECRET');
    expect(summary.certificates.failed.length + summary.certificates.partial.length).toBeGreaterThan(0);
    const shown = JSON.stringify(summary) + renderSummary(summary);
    expect(shown).toContain('open');
    expect(shown).toContain('***');
    expect(shown).not.toContain('SECRET');
  },
);
