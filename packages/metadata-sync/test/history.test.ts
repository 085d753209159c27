import { once } from 'node:events';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { type RecordedCertificate, StateError, type StateStore } from '../src/index.ts';
import { bareDocuments, bareSandbox, heldBy, put } from './support/pairs.ts';
import { certificateAt, runStart, temporaryFile, temporaryStore } from './support/state-files.ts';
import { revert, sandboxFor, startSync, sync, writesOf } from './support/sync.ts';

const http = { retries: 0 };

/** What a run recorded. */
async function recordsOf(store: StateStore, runId: string): Promise<RecordedCertificate[]> {
  return Array.fromAsync(store.certificatesOf(runId));
}

/** A sandbox with so many certificates that have values in SCM, and a few in Command that are to be overwritten. */
async function changedSandbox(certificates = 3) {
  const { sandbox, pairs } = await bareSandbox(certificates);
  for (const pair of pairs) put(sandbox, pair, { sectigo: { 'Owner/Team': `t${pair.sslId}`, Notes: 'n' } });
  if (certificates < 20) put(sandbox, pairs[0], { keyfactor: { Team: 'before' } });
  const store = await temporaryStore();
  return { sandbox, pairs, store, parts: { store, ...bareDocuments } };
}

test('every value is recorded with before, after, outcome and position', async () => {
  const { sandbox, pairs, store, parts } = await changedSandbox();
  const { summary } = await sync(sandbox, parts);
  const [run] = await store.listRuns();
  expect(run).toMatchObject({
    runId: summary.runId,
    command: 'sctokf',
    startedAt: summary.startedAt,
    pid: process.pid,
    host: hostname(),
    of: null,
    end: {
      finishedAt: summary.finishedAt,
      exitCode: 0,
      certificates: { inScope: 3, updated: 3, unchanged: 0, partial: 0, failed: 0, notProcessed: 0 },
    },
    inventory: { sectigo: 3, keyfactor: 3, matched: 3 },
    values: { started: 0, written: 6, 'not-written': 0 },
  });
  const records = await recordsOf(store, summary.runId);
  expect(records.map(({ position }) => position)).toEqual([1, 2, 3]);
  for (const { sslId, keyfactorId, serialNumber } of pairs) {
    const record = records.find((candidate) => candidate.keyfactorId === keyfactorId);
    expect(record).toMatchObject({ serialNumber, sectigoId: sslId });
    const common = { side: 'keyfactor', outcome: 'written' };
    const before = sslId === pairs[0].sslId ? 'before' : null;
    expect(record?.changes.toSorted((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
      { ...common, field: 'Notes', before: null, after: 'n' },
      { ...common, field: 'Team', before, after: `t${sslId}` },
    ]);
  }
});

test('the mode names the command, and both sides are told apart', async () => {
  const { sandbox, pairs, store, parts } = await changedSandbox(1);
  put(sandbox, pairs[0], { keyfactor: { Team: null, Asset: '7' } });
  const { summary } = await sync(sandbox, { mode: 'both', ...parts });
  expect((await store.listRuns())[0]?.command).toBe('both');
  const [record] = await recordsOf(store, summary.runId);
  const places = record?.changes.map(({ side, field }) => `${side} ${field}`).sort();
  expect(places).toEqual(['keyfactor Notes', 'keyfactor Team', 'sectigo Asset Number']);
});

test('a run that has nothing to write is a run all the same', async () => {
  const { sandbox, store, parts } = await changedSandbox();
  await sync(sandbox, parts);
  const { summary } = await sync(sandbox, parts);
  expect(await recordsOf(store, summary.runId)).toEqual([]);
  expect(await store.listRuns()).toHaveLength(2);
});

test('a value is recorded before it is sent', async () => {
  const { sandbox, store, parts } = await changedSandbox();
  const seen: string[] = [];
  const ignore = sandbox.onRequest(async ({ phase, operation }) => {
    if (phase !== 'arrived' || operation !== 'updateCertificateMetadata') return;
    const [run] = await store.listRuns();
    const records = await recordsOf(store, run?.runId ?? '');
    seen.push(...records.flatMap(({ changes }) => changes.map(({ outcome }) => outcome)));
  });
  await sync(sandbox, parts);
  ignore();
  expect(seen.slice(0, 6)).toEqual(Array(6).fill('started'));
});

test('what a system refuses is recorded as not written, field by field', async () => {
  const { sandbox, store, parts } = await changedSandbox();
  sandbox.setKnobs({ failures: [{ system: 'command', method: 'PUT', body: '"Notes"', response: 400 }] });
  const { summary } = await sync(sandbox, { ...parts, http });
  expect(summary).toMatchObject({ exitCode: 3, certificates: { updated: 0 } });
  for (const { changes } of await recordsOf(store, summary.runId)) {
    for (const { field, outcome } of changes)
      expect(outcome).toBe(field === 'Notes' ? 'not-written' : 'written');
  }
  expect((await store.listRuns())[0]).toMatchObject({
    end: { exitCode: 3, certificates: { partial: 3 } },
    values: { started: 0, written: 3, 'not-written': 3 },
  });
});

test.each(['drop', 'html', 500] as const)(
  'a write whose response is lost (%s) may have been written, and is reverted by what is there',
  async (response) => {
    const { sandbox, pairs, store, parts } = await changedSandbox();
    const before = sandbox.metadata();
    const [lost] = pairs;
    sandbox.setKnobs({
      faultsAfterWrite: true,
      failures: [{ system: 'command', method: 'PUT', body: `"Id":${lost.keyfactorId}\\b`, response }],
    });
    const { summary } = await sync(sandbox, { ...parts, http });
    expect(summary).toMatchObject({
      exitCode: 3,
      certificates: { updated: 2, failed: [{ sectigoId: lost.sslId }] },
    });
    expect(heldBy(sandbox, lost).keyfactor.Team).toBe(`t${lost.sslId}`);
    expect((await store.listRuns())[0]?.values).toEqual({ started: 2, written: 4, 'not-written': 0 });
    sandbox.setKnobs({ failures: [] });
    expect((await revert(sandbox, parts)).summary.exitCode).toBe(0);
    expect(sandbox.metadata()).toEqual(before);
  },
);

test.each([400, 403, 404])(
  'a write to which a proxy responds with %i may have been written, and is reverted by what is there',
  async (htmlStatus) => {
    const { sandbox, store, parts } = await changedSandbox();
    const before = sandbox.metadata();
    sandbox.setKnobs({
      faultsAfterWrite: true,
      htmlStatus,
      failures: [{ system: 'command', method: 'PUT', response: 'html' }],
    });
    expect((await sync(sandbox, { ...parts, http })).summary.exitCode).toBe(3);
    expect((await store.listRuns())[0]?.values).toEqual({ started: 6, written: 0, 'not-written': 0 });
    sandbox.setKnobs({ failures: [] });
    expect((await revert(sandbox, parts)).summary.exitCode).toBe(0);
    expect(sandbox.metadata()).toEqual(before);
  },
);

test('what was not written is not agreed on', async () => {
  const { sandbox, pairs, store, parts } = await changedSandbox(1);
  put(sandbox, pairs[0], { keyfactor: { Team: null } });
  sandbox.setKnobs({ failures: [{ system: 'command', method: 'PUT', response: 404 }] });
  expect((await sync(sandbox, { mode: 'both', ...parts, http })).summary.exitCode).toBe(3);
  const baseline = (await store.readBaselines([pairs[0].keyfactorId])).get(pairs[0].keyfactorId);
  expect(baseline?.values).not.toHaveProperty(['Owner/Team']);
  expect(baseline?.values).toHaveProperty(['Asset Number'], '');
});

test('a run that stops for the operator is recorded with its exit code', async () => {
  const sandbox = await sandboxFor({ certificates: 3 });
  const store = await temporaryStore();
  await sync(sandbox, { store, banned: [] });
  expect(await store.listRuns()).toMatchObject([{ end: { exitCode: 4 }, inventory: null }]);
});

test('an interrupted run leaves no value in doubt', async () => {
  const { sandbox, pairs, store, parts } = await changedSandbox(60);
  sandbox.setKnobs({ latencyMs: 5 });
  const controller = new AbortController();
  let writes = 0;
  const ignore = sandbox.onRequest(({ phase, operation }) => {
    if (phase === 'arrived' && operation === 'updateCertificateMetadata') writes += 1;
    if (writes === 20) controller.abort();
  });
  const { summary } = await sync(sandbox, { ...parts, signal: controller.signal });
  ignore();
  expect(summary.exitCode).toBe(130);
  const records = await recordsOf(store, summary.runId);
  expect(records.length).toBeGreaterThan(0);
  for (const { keyfactorId, changes } of records) {
    const pair = pairs.find((candidate) => candidate.keyfactorId === keyfactorId);
    for (const { field, after, outcome } of changes) {
      const present = pair && heldBy(sandbox, pair).keyfactor[field];
      expect(outcome).toBe(present === after ? 'written' : 'not-written');
    }
  }
  expect((await store.listRuns())[0]).toMatchObject({ end: { exitCode: 130 }, values: { started: 0 } });
  expect(await store.unfinishedRuns()).toEqual([]);
});

test('a run whose process is gone is reported, and what it had under way is found out', async () => {
  const { sandbox, pairs, store, parts } = await changedSandbox(4);
  const dead = runStart(1, { pid: 2 ** 22 + 1, host: hostname() });
  await store.beginRun(dead);
  const at = (position: number, before: string | null, after: string, outcome: 'started' | 'written') => {
    const { serialNumber, sslId: sectigoId, keyfactorId } = pairs[position - 1] ?? pairs[0];
    const changes = [{ side: 'keyfactor', field: 'Team', before, after, outcome }] as const;
    return certificateAt(position, { serialNumber, sectigoId, keyfactorId, changes });
  };
  await store.recordCertificates(dead.runId, [
    at(1, null, 'before', 'started'),
    at(2, null, 'B', 'started'),
    at(3, 'C', 'D', 'started'),
    at(4, 'A', 'B', 'written'),
  ]);
  const { summary } = await sync(sandbox, parts);
  // The first holds what was to be written, the second what was there before, the third neither.
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 4 } });
  expect(summary.deadRuns).toEqual([
    {
      runId: dead.runId,
      command: 'sctokf',
      startedAt: dead.startedAt,
      written: 2,
      unknown: 1,
      notWritten: 1,
    },
  ]);
  const outcomes = (await recordsOf(store, dead.runId)).map(({ changes }) => changes[0]?.outcome);
  expect(outcomes).toEqual(['written', 'not-written', 'started', 'written']);
  expect((await store.findRuns(dead.runId))[0]?.foundDeadAt).toBe(summary.startedAt);
  // It is reported once.
  expect((await sync(sandbox, parts)).summary.deadRuns).toEqual([]);
});

test.each([
  ['of this process that is still at work', {}],
  ['of another process that lives', { pid: process.ppid }],
])('a run %s is not taken for dead', async (_, start) => {
  const { sandbox, store, parts } = await changedSandbox(1);
  const found: unknown[] = [];
  if ('pid' in start) await store.beginRun(runStart(1, { ...start, host: hostname() }));
  await sync(sandbox, {
    ...parts,
    onPlan: async () => {
      const { summary } = await sync(sandbox, parts);
      found.push(...summary.deadRuns);
    },
  });
  expect(found).toEqual([]);
});

test('a dry run neither looks for dead runs nor says so', async () => {
  const { sandbox, store, parts } = await changedSandbox(1);
  await store.beginRun(runStart(1, { pid: 2 ** 22 + 1, host: hostname() }));
  expect((await sync(sandbox, { ...parts, dryRun: true })).summary.deadRuns).toEqual([]);
  expect((await sync(sandbox, parts)).summary.deadRuns).toHaveLength(1);
});

test.each(['sctokf', 'both'] as const)(
  'a %s killed in the middle of its writes is followed by one that ends right',
  async (mode) => {
    const prepare = async () => {
      const { sandbox, pairs } = await bareSandbox(100);
      for (const [index, pair] of pairs.entries()) {
        put(sandbox, pair, { sectigo: { 'Owner/Team': `t${index}` } });
        if (mode === 'both') put(sandbox, pair, { keyfactor: { Notes: `n${index}` } });
      }
      return sandbox;
    };
    const undisturbed = await prepare();
    await sync(undisturbed, { mode, ...bareDocuments });
    const sandbox = await prepare();
    const stateFile = temporaryFile();
    const runId = crypto.randomUUID();
    const child = startSync(sandbox, { stateFile, runId, mode, ...bareDocuments });
    let writes = 0;
    const ignore = sandbox.onRequest(({ phase, method, system }) => {
      if (phase !== 'responding' || method !== 'PUT' || system !== 'command') return;
      writes += 1;
      if (writes === 40) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    ignore();
    const store = await temporaryStore(stateFile);
    // What was on its way when the process died has arrived by the time that the next run has planned.
    const atDeath = new Map<number | null, Record<string, string>>();
    const { summary } = await sync(sandbox, {
      mode,
      store,
      ...bareDocuments,
      onPlan: async () => {
        for (const { id, metadata } of sandbox.commandState.certificates()) atDeath.set(id, metadata);
      },
    });
    expect(summary, JSON.stringify(summary.certificates)).toMatchObject({ exitCode: 0 });
    expect(sandbox.metadata().digest).toBe(undisturbed.metadata().digest);
    const values = mode === 'both' ? 200 : 100;
    expect(summary.deadRuns).toMatchObject([{ runId, command: mode, unknown: 0 }]);
    const [told] = summary.deadRuns;
    expect((told?.written ?? 0) + (told?.notWritten ?? 0)).toBe(values);
    expect(told?.notWritten).toBeGreaterThan(0);
    // History says of each value what Command held when the run died.
    for (const { keyfactorId, changes } of await recordsOf(store, runId)) {
      for (const { side, field, after, outcome } of changes) {
        if (side === 'keyfactor')
          expect(outcome).toBe(atDeath.get(keyfactorId)?.[field] === after ? 'written' : 'not-written');
      }
    }
    expect((await sync(sandbox, { mode, store, ...bareDocuments })).summary).toMatchObject({
      certificates: { updated: 0 },
      deadRuns: [],
    });
  },
);

type Failing =
  | 'beginRun'
  | 'recordInventory'
  | 'recordCertificates'
  | 'settle'
  | 'writeBaselines'
  | 'readBaselines'
  | 'unresolved'
  | 'finishRun';

/** A store that fails from the n-th call of a method on, for so many calls. */
function failingStore(
  store: StateStore,
  method: Failing,
  { from, times = Number.POSITIVE_INFINITY }: { readonly from: number; readonly times?: number },
): StateStore {
  let calls = 0;
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (name === method) calls += 1;
        if (name !== method || calls < from || calls >= from + times) return value.apply(target, args);
        const options = { code: 'locked', remedy: 'Wait until that program is done.' } as const;
        return Promise.reject(new StateError('Another program keeps the state locked.', options));
      };
    },
  });
}

test.each<[Failing, number, string]>([
  ['beginRun', 1, 'nothing'],
  ['recordInventory', 1, 'nothing'],
  ['readBaselines', 1, 'nothing'],
  ['unresolved', 1, 'nothing'],
  ['recordCertificates', 1, 'nothing'],
  ['recordCertificates', 2, 'something'],
  ['settle', 1, 'something'],
  ['settle', 3, 'something'],
  ['finishRun', 1, 'something'],
])(
  'a state whose %s fails from call %i on ends the run: %s is written, and only what was recorded',
  async (method, from, written) => {
    const { sandbox, pairs, store } = await changedSandbox(450);
    const { summary } = await sync(sandbox, {
      mode: 'both',
      ...bareDocuments,
      store: failingStore(store, method, { from }),
    });
    expect(summary).toMatchObject({
      exitCode: 1,
      problems: [
        { message: 'Another program keeps the state locked.', remedy: 'Wait until that program is done.' },
      ],
    });
    const records = method === 'beginRun' ? [] : await recordsOf(store, summary.runId);
    const intended = new Map(records.map(({ keyfactorId, changes }) => [keyfactorId, changes]));
    for (const pair of pairs) {
      for (const [field, value] of Object.entries(heldBy(sandbox, pair).keyfactor)) {
        const change = intended.get(pair.keyfactorId)?.find((candidate) => candidate.field === field);
        expect(change).toMatchObject({ after: value });
        expect(change?.outcome).not.toBe('not-written');
      }
    }
    expect(writesOf(sandbox).length > 0).toBe(written === 'something');
    const { inScope, updated, unchanged, partial, failed, notProcessed } = summary.certificates;
    expect(updated + unchanged + partial.length + failed.length + notProcessed).toBe(inScope);
    const next = await sync(sandbox, { mode: 'both', store, ...bareDocuments });
    expect(next.summary.exitCode).toBe(0);
    expect(pairs.map((pair) => heldBy(sandbox, pair).keyfactor.Team)).toEqual(
      pairs.map(({ sslId }) => `t${sslId}`),
    );
  },
);

test("agreed values that can't be recorded end the run before it writes", async () => {
  const { sandbox, pairs, store } = await changedSandbox(100);
  for (const pair of pairs) put(sandbox, pair, { keyfactor: { Notes: 'n' } });
  const failing = failingStore(store, 'writeBaselines', { from: 1 });
  const { summary } = await sync(sandbox, { mode: 'both', ...bareDocuments, store: failing });
  expect(summary).toMatchObject({ exitCode: 1, certificates: { inScope: 100, notProcessed: 100 } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('values that could not be settled for a moment are settled at the end', async () => {
  const { sandbox, store } = await changedSandbox(450);
  const shaky = failingStore(store, 'settle', { from: 1, times: 1 });
  const { summary } = await sync(sandbox, { ...bareDocuments, store: shaky });
  expect(summary.exitCode).toBe(1);
  expect((await store.listRuns())[0]).toMatchObject({ end: { exitCode: 1 }, values: { started: 0 } });
});
