import { describe, expect, test } from 'vitest';
import { createSectigoPlugin, EndEntityStatus, type SectigoPlugin } from '../src/index.ts';
import { csrFor } from './support/make-csr.ts';
import { memoryReader } from './support/memory-reader.ts';
import { operations } from './support/operations.ts';
import { connectionTo, sandboxFor, startPlugin } from './support/plugin.ts';

const refused = (code: string) => expect.objectContaining({ name: 'CaPluginError', code });

describe.each(operations)('%s', (_, operation) => {
  test('is refused before the plugin is initialized, and after it is closed', async () => {
    const sandbox = await sandboxFor();
    const plugin = createSectigoPlugin({ reader: memoryReader() });
    await expect(operation(plugin)).rejects.toThrow(refused('not-initialized'));
    await plugin.initialize(connectionTo(sandbox));
    await plugin.close();
    await expect(operation(plugin)).rejects.toThrow(refused('not-initialized'));
    expect(sandbox.requests.list()).toEqual([]);
  });
});

test('a connector can be made before its configuration is known', async () => {
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  expect(await plugin.validateCAConnectionInfo({ Enabled: false })).toEqual([]);
  await plugin.initialize({ Enabled: false });
  const sandbox = await sandboxFor();
  await plugin.initialize(connectionTo(sandbox));
  await plugin.ping();
  await plugin.close();
});

test('another initialization takes the place of the first', async () => {
  const first = await sandboxFor({ knobs: { latencyMs: 60_000 } });
  const second = await sandboxFor();
  const { plugin } = await startPlugin({ sandbox: first });
  const underWay = plugin.getProductIds();
  const ended = expect(underWay).rejects.toThrow(refused('aborted'));
  await plugin.initialize(connectionTo(second));
  await ended;
  expect(await plugin.getProductIds()).toHaveLength(4);
  expect(second.requests.list()).toHaveLength(1);
});

test('an initialization that fails leaves the connection in use', async () => {
  const { plugin } = await startPlugin();
  await expect(plugin.initialize({})).rejects.toThrow(refused('invalid-settings'));
  expect(await plugin.getProductIds()).toHaveLength(4);
});

test('close ends what is under way, and may be called again', async () => {
  const { plugin } = await startPlugin({ sandboxOptions: { knobs: { latencyMs: 60_000 } } });
  const ended = expect(plugin.ping()).rejects.toThrow(refused('aborted'));
  await plugin.close();
  await ended;
  await plugin.close();
});

test.each([
  ['close', (plugin: SectigoPlugin) => plugin.close()],
  ['another initialization', (plugin: SectigoPlugin) => plugin.initialize({ Enabled: false })],
])('an order that is on its way comes back with its id: %s', async (_, end) => {
  const sandbox = await sandboxFor();
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  await plugin.initialize(connectionTo(sandbox));
  let ended: Promise<void> | undefined;
  sandbox.onRequest(({ operation, phase }) => {
    if (operation === 'enrollSsl' && phase === 'arrived') ended = end(plugin);
  });
  const { pem } = await csrFor('www.corp.example');
  const parameters = { Organization: 'Corp Services', 'Cost Center': 'CC-1' };
  const result = await plugin.enroll({
    csr: pem,
    subject: '',
    san: {},
    productInfo: { productId: '1001', parameters },
    enrollmentType: 'New',
  });
  expect(result.status).toBe(EndEntityStatus.ExternalValidation);
  expect(sandbox.scmState.certificate(Number(result.caRequestId))?.commonName).toBe('www.corp.example');
  await ended;
});

test("a caller's signal ends his own call only", async () => {
  const { plugin, sandbox } = await startPlugin();
  const controller = new AbortController();
  sandbox.onRequest(() => controller.abort());
  const impatient = plugin.getProductIds({ signal: controller.signal });
  const patient = plugin.getProductIds();
  await expect(impatient).rejects.toThrow(refused('aborted'));
  expect(await patient).toHaveLength(4);
  expect(sandbox.requests.list()).toHaveLength(1);
});
