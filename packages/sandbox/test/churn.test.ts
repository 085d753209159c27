import { afterEach, expect, it } from 'vitest';
import { type ChurnChange, type Knobs, type Sandbox, startSandbox } from '../src/index.ts';
import { createCommandCall, createScmCall } from './checked-client.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const start = async (knobs: Partial<Knobs>, seed = 3) => {
  sandbox = await startSandbox({ seed, certificates: 60, knobs, now: new Date('2026-03-15T00:00:00Z') });
  return { scm: createScmCall(sandbox), command: createCommandCall(sandbox) };
};
const kinds = (changes: readonly ChurnChange[]) => new Set(changes.map(({ kind }) => kind));

it('changes nothing at rest', async () => {
  const { scm, command } = await start({});
  const before = sandbox.metadata().digest;
  await scm('GET /api/ssl/v1');
  await command('GET /Certificates');
  expect(sandbox.churn()).toEqual([]);
  expect(sandbox.metadata().digest).toBe(before);
});

it('lets certificates appear and vanish in either system and in both, before reads of certificates only', async () => {
  const { scm, command } = await start({ churnRate: 1 });
  await scm('GET /api/ssl/v1/types');
  await command('PUT /Certificates/Metadata', { body: { Id: 1, Metadata: { BusinessUnit: 'x' } } });
  expect(sandbox.churn()).toEqual([]);
  for (let index = 0; index < 60; index += 1) {
    await scm('GET /api/ssl/v1', { query: { status: 'Issued', size: 20, position: 20 } });
    await command('GET /Certificates', { query: { includeMetadata: true } });
  }
  const changes = sandbox.churn();
  expect(kinds(changes)).toEqual(
    new Set([
      'addedToBoth',
      'addedToScm',
      'addedToCommand',
      'issuedInScm',
      'revoked',
      'removedFromScm',
      'removedFromCommand',
    ]),
  );
  expect(changes.map(({ number }) => number)).toEqual(changes.map((_, index) => index + 1));
  expect(changes[0]?.request).toBe(3);
});

it('changes the rows and the total of a list as it says', async () => {
  const { scm } = await start({ scm: { churnRate: 1 } });
  const list = async () => {
    const response = await scm('GET /api/ssl/v1', { query: { size: 200 } });
    const ids: number[] = response.json.map(({ sslId }: { sslId: number }) => sslId);
    expect(ids).toHaveLength(Number(response.headers.get('x-total-count')));
    return ids;
  };
  let rows = sandbox.scmState.certificates().map(({ sslId }) => sslId);
  for (let index = 0; index < 40; index += 1) {
    const seen = sandbox.churn().length;
    const next = await list();
    for (const { kind, sslId } of sandbox.churn().slice(seen)) {
      if (sslId === null) continue;
      if (kind === 'removedFromScm') rows = rows.filter((id) => id !== sslId);
      else if (kind === 'addedToScm' || kind === 'addedToBoth') rows.push(sslId);
    }
    expect(next).toEqual(rows);
  }
});

it('changes certificates in both systems, and reports the changes', async () => {
  const { command } = await start({ churnRate: 1 });
  const inScm = new Map(sandbox.scmState.certificates().map((one) => [one.sslId, one]));
  const inCommand = new Map(sandbox.commandState.certificates().map((one) => [one.id, one]));
  for (let index = 0; index < 80; index += 1) await command('GET /Certificates');
  const changes = sandbox.churn();
  const removed = changes.filter(({ kind }) => kind === 'removedFromCommand');
  const wasSynced = removed.filter(({ commandId, serialNumber }) => {
    expect(sandbox.commandState.certificate(commandId ?? 0)).toBeUndefined();
    const held = inCommand.get(commandId ?? 0);
    return held !== undefined && [...inScm.values()].some((one) => one.serialNumber === serialNumber);
  });
  expect(wasSynced.length).toBeGreaterThan(removed.length / 2);
  const gone = new Set(changes.filter(({ kind }) => kind === 'removedFromScm').map(({ sslId }) => sslId));
  for (const { kind, sslId, commandId, serialNumber } of changes) {
    if (kind === 'revoked' && !gone.has(sslId))
      expect(sandbox.scmState.certificate(sslId ?? 0)?.status).toBe('Revoked');
    if (kind === 'addedToBoth')
      expect(sandbox.commandState.findBySerial(serialNumber).map(({ id }) => id)).toEqual(
        removed.some((change) => change.commandId === commandId) ? [] : [commandId],
      );
  }
  expect(changes.some(({ kind, commandId }) => kind === 'revoked' && commandId !== null)).toBe(true);
});

it('adds certificates with custom values, and the same certificate on both sides', async () => {
  const { scm, command } = await start({ churnRate: 1 });
  while (!kinds(sandbox.churn()).has('addedToBoth')) await command('GET /Certificates');
  sandbox.setKnobs({ churnRate: 0 });
  const added = sandbox.churn().find(({ kind }) => kind === 'addedToBoth');
  const { json: row } = await command('GET /Certificates/{id}', { path: { id: added?.commandId ?? 0 } });
  const { json: details } = await scm('GET /api/ssl/v1/{sslId}', { path: { sslId: added?.sslId ?? 0 } });
  expect(details.certificateDetails.sha1Hash).toBe(row.Thumbprint);
  const values = sandbox
    .churn()
    .flatMap(({ sslId }) => Object.keys(sandbox.scmState.certificate(sslId ?? 0)?.customFields ?? {}));
  expect(values).toContain('Cost Center');
});

it('stops after the given number of changes, and begins anew after a reset', async () => {
  const { scm } = await start({ churnRate: 1, churnLimit: 5 });
  const run = async () => {
    for (let index = 0; index < 20; index += 1) await scm('GET /api/ssl/v1');
    return sandbox.churn().map(({ kind, serialNumber }) => ({ kind, serialNumber }));
  };
  const first = await run();
  expect(first).toHaveLength(5);
  sandbox.reset();
  expect(sandbox.churn()).toEqual([]);
  expect(await run()).toEqual(first);
});

it('survives an estate without certificates', async () => {
  sandbox = await startSandbox({ certificates: 0, knobs: { churnRate: 1 } });
  const command = createCommandCall(sandbox);
  for (let index = 0; index < 30; index += 1) await command('GET /Certificates');
  expect(kinds(sandbox.churn())).toContain('addedToCommand');
});

it('is listed at the management port', async () => {
  const { scm } = await start({ churnRate: 1 });
  while (sandbox.churn().length === 0) await scm('GET /api/ssl/v1');
  const response = await fetch(`${sandbox.management.url}/churn`);
  expect(await response.json()).toEqual(sandbox.churn());
});

it('strikes alike in every run of a seed and otherwise with another, together with every fault', async () => {
  const run = async (seed: number) => {
    const { scm, command } = await start(
      {
        churnRate: 0.4,
        errorRate: 0.2,
        errorStatuses: [429, 503],
        dropRate: 0.1,
        htmlRate: 0.05,
        emptyPageRate: 0.1,
        repeatedPageRate: 0.1,
        faultsAfterWrite: true,
      },
      seed,
    );
    const outcomes: { status: number; text: string; retryAfter: string | null }[] = [];
    const note = async (response: ReturnType<typeof scm>) => {
      const { status, text, headers } = await response.catch(() => ({
        status: 0,
        text: '',
        headers: new Headers(),
      }));
      outcomes.push({ status, text, retryAfter: headers.get('retry-after') });
    };
    for (let index = 0; index < 40; index += 1) {
      await note(scm('GET /api/ssl/v1', { query: { size: 10, position: index }, unchecked: true }));
      await note(command('GET /Certificates', { query: { PageReturned: index + 1 }, unchecked: true }));
      const body = { Id: index + 1, Metadata: { BusinessUnit: `unit ${index}` } };
      await note(command('PUT /Certificates/Metadata', { body, unchecked: true }));
    }
    const result = { outcomes, churn: sandbox.churn(), metadata: sandbox.metadata().digest };
    await sandbox.close();
    return result;
  };
  const first = await run(11);
  expect(await run(11)).toEqual(first);
  expect((await run(12)).outcomes).not.toEqual(first.outcomes);
  expect(new Set(first.outcomes.map(({ status }) => status))).toEqual(
    new Set([0, 200, 204, 404, 429, 502, 503]),
  );
  expect(first.outcomes.every(({ retryAfter }) => retryAfter === null)).toBe(true);
  expect(first.churn.length).toBeGreaterThan(10);
});
