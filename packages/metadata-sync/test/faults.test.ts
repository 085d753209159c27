import type { Knobs, Sandbox } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import { sandboxFor, sync, writesOf } from './support/sync.ts';

// Short waits: what is tested is what is tried again, not how long that takes.
const http = { maxRetryAfterMs: 20 };
/** The final state of a run without faults. */
async function undisturbed(
  mode: 'sctokf' | 'kftosc',
  prepare: (sandbox: Sandbox) => void = () => {},
): Promise<string> {
  const sandbox = await sandboxFor();
  await sync(sandbox);
  prepare(sandbox);
  if (mode === 'kftosc') await sync(sandbox, { mode });
  return sandbox.metadata().digest;
}

function editAll(sandbox: Sandbox): void {
  for (const { id, issuerDn } of sandbox.commandState.certificates()) {
    if (issuerDn.includes('Sectigo'))
      sandbox.commandState.updateCertificate(id, { metadata: { Cost_Center: `CC-${id}` } });
  }
}

const fivePercent: [string, Partial<Knobs>][] = [
  ['500 and 429', { errorRate: 0.05, errorStatuses: [500, 429] }],
  ['cut connections', { dropRate: 0.05 }],
  ['pages of a proxy', { htmlRate: 0.05 }],
  ['all of these after the write took effect', { errorRate: 0.03, dropRate: 0.02, faultsAfterWrite: true }],
  ['repeated pages', { repeatedPageRate: 0.05 }],
  ['empty pages', { emptyPageRate: 0.05 }],
];

test.each(fivePercent)('with 5 %% of %s sctokf ends as without faults', async (_, knobs) => {
  const expected = await undisturbed('sctokf');
  const sandbox = await sandboxFor();
  sandbox.setKnobs(knobs);
  const { summary } = await sync(sandbox, { http, config: { sectigoPageSize: 5, keyfactorPageSize: 5 } });
  expect(summary, JSON.stringify(summary.problems)).toMatchObject({ exitCode: 0 });
  expect(sandbox.metadata().digest).toBe(expected);
});

test.each(fivePercent)('with 5 %% of %s kftosc ends as without faults', async (_, knobs) => {
  const expected = await undisturbed('kftosc', editAll);
  const sandbox = await sandboxFor();
  await sync(sandbox);
  editAll(sandbox);
  sandbox.setKnobs(knobs);
  const { summary } = await sync(sandbox, { mode: 'kftosc', http });
  expect(summary).toMatchObject({ exitCode: 0 });
  expect(sandbox.metadata().digest).toBe(expected);
});

test('one certificate failing for good costs that certificate alone', async () => {
  const expected = await sandboxFor();
  await sync(expected);
  const sandbox = await sandboxFor();
  const victim = sandbox.scmState
    .certificates()
    .find(
      ({ status, serialNumber }) =>
        status === 'Issued' && sandbox.commandState.findBySerial(serialNumber ?? '').length > 0,
    );
  if (!victim?.serialNumber) throw new Error('the sandbox has no certificate in both systems');
  sandbox.setKnobs({ failures: [{ system: 'scm', path: `.*/ssl/v1/${victim.sslId}`, response: 404 }] });
  const { summary } = await sync(sandbox, { http: { ...http, retries: 1 } });
  expect(summary).toMatchObject({
    exitCode: 3,
    certificates: { failed: [{ sectigoId: victim.sslId, field: null }] },
  });
  const { command } = sandbox.metadata();
  const { command: whole } = expected.metadata();
  expect(command).toEqual({ ...whole, [victim.serialNumber]: {} });
});

test('a write that fails for good is a failed certificate and not a success', async () => {
  const sandbox = await sandboxFor();
  const [victim] = sandbox.commandState.certificates().filter(({ issuerDn }) => issuerDn.includes('Sectigo'));
  sandbox.setKnobs({
    failures: [{ system: 'command', method: 'PUT', body: `"Id":${victim?.id}\\b`, response: 404 }],
  });
  const { summary } = await sync(sandbox, { http });
  expect(summary).toMatchObject({ exitCode: 3, certificates: { failed: [{ keyfactorId: victim?.id }] } });
});

const unreadable: [string, Knobs['failures'][number]][] = [
  ['SCM list page', { system: 'scm', path: '/api/ssl/v1', method: 'GET', response: 500 }],
  ['Command certificate page', { system: 'command', path: '.*/Certificates', response: 500 }],
  [
    'Command metadata field page',
    { system: 'command', path: '.*/MetadataFields', method: 'GET', response: 'drop' },
  ],
  ['SCM custom field list', { system: 'scm', path: '/api/customField/v2', response: 'html' }],
];

test.each(unreadable)('a %s that stays unreadable ends the run before any write', async (_, failure) => {
  const sandbox = await sandboxFor();
  sandbox.setKnobs({ failures: [failure] });
  const { summary } = await sync(sandbox, { http: { ...http, retries: 1 } });
  expect(summary.exitCode).toBe(1);
  expect(summary.problems).toHaveLength(1);
  expect(writesOf(sandbox)).toEqual([]);
});

test('a system that goes away in the middle ends the run instead of waiting for every certificate', async () => {
  const sandbox = await sandboxFor({ certificates: 200 });
  sandbox.setKnobs({ failures: [{ system: 'scm', path: '.*/ssl/v1/\\d+', response: 500 }] });
  const { summary } = await sync(sandbox, { http: { ...http, retries: 0 } });
  expect(summary.exitCode).toBe(1);
  expect(summary.certificates.failed.length).toBeLessThan(40);
  expect(summary.certificates.notProcessed).toBeGreaterThan(100);
  expect(writesOf(sandbox)).toEqual([]);
});

test('a password that stops being accepted ends the run at once', async () => {
  const sandbox = await sandboxFor({ certificates: 200 });
  sandbox.setKnobs({ failures: [{ system: 'command', method: 'PUT', path: '.*/Metadata', response: 401 }] });
  const { summary } = await sync(sandbox, { http });
  expect(summary.exitCode).toBe(1);
  expect(sandbox.requests.list({ operation: 'updateCertificateMetadata' }).length).toBeLessThanOrEqual(8);
});

test.each(['before', 'after'] as const)(
  'a metadata field whose creation failed %s it took effect is created once',
  async (when) => {
    const sandbox = await sandboxFor();
    sandbox.setKnobs({
      faultsAfterWrite: when === 'after',
      failures: [
        { system: 'command', path: '.*/MetadataFields', method: 'POST', response: 'drop', times: 1 },
      ],
    });
    const { summary } = await sync(sandbox, { http });
    expect(summary).toMatchObject({ exitCode: 0, fields: { created: 11 } });
    const names = sandbox.commandState.metadataFields().map(({ Name }) => Name);
    expect(new Set(names).size).toBe(names.length);
  },
);

test('a refused creation ends the run before any certificate is written', async () => {
  const sandbox = await sandboxFor();
  sandbox.setKnobs({
    failures: [
      { system: 'command', path: '.*/MetadataFields', method: 'POST', body: 'Notes', response: 403 },
    ],
  });
  const { summary } = await sync(sandbox, { http });
  expect(summary.exitCode).toBe(1);
  expect(summary.certificates.notProcessed).toBe(summary.certificates.inScope);
  expect(sandbox.requests.list({ operation: 'updateCertificateMetadata' })).toEqual([]);
});

test.each(['getSsl', 'updateCertificateMetadata'])(
  'an interruption at %s ends with a summary that counts everyone',
  async (operation) => {
    const sandbox = await sandboxFor({ certificates: 200, knobs: { latencyMs: 5 } });
    const config = { readStrategy: 'details' };
    const controller = new AbortController();
    const watch = setInterval(() => {
      if (sandbox.requests.list({ operation }).length > 20) controller.abort();
    }, 1);
    const { summary } = await sync(sandbox, { config, signal: controller.signal }).finally(() =>
      clearInterval(watch),
    );
    expect(summary.exitCode).toBe(130);
    const { inScope, updated, unchanged, notProcessed, failed } = summary.certificates;
    expect(updated + unchanged + notProcessed + failed.length).toBe(inScope);
    expect(notProcessed).toBeGreaterThan(0);
    const { summary: second } = await sync(sandbox, { config });
    expect(second).toMatchObject({ exitCode: 0, certificates: { notProcessed: 0 } });
    expect(second.certificates.unchanged).toBe(operation === 'getSsl' ? 0 : updated);
  },
);

test('an interruption while the report is read writes nothing', async () => {
  const sandbox = await sandboxFor({ certificates: 200, knobs: { scm: { latencyMs: 20 } } });
  const controller = new AbortController();
  const watch = setInterval(() => {
    if (sandbox.requests.list({ operation: 'reportSslCertificates' }).length > 1) controller.abort();
  }, 1);
  const { summary } = await sync(sandbox, { signal: controller.signal }).finally(() => clearInterval(watch));
  expect(summary).toMatchObject({ exitCode: 130, problems: [] });
  expect(writesOf(sandbox)).toEqual([]);
});

test('an interruption while the lists are read writes nothing', async () => {
  const sandbox = await sandboxFor({ knobs: { latencyMs: 50 } });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 120);
  const { summary } = await sync(sandbox, { signal: controller.signal });
  expect(summary).toMatchObject({ exitCode: 130, problems: [] });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a field for which the response is another one is looked for, and created', async () => {
  const sandbox = await sandboxFor();
  const expected = await undisturbed('sctokf');
  let creations = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const isCreation = init?.method === 'POST' && String(input).endsWith('/MetadataFields');
    if (!isCreation || creations > 0) return globalThis.fetch(input, init);
    creations += 1;
    return Response.json({ Id: 999, Name: 'Another' });
  };
  expect((await sync(sandbox, { http: { ...http, fetch } })).summary.exitCode).toBe(0);
  expect(creations).toBe(1);
  expect(sandbox.metadata().digest).toBe(expected);
});
