import { describe, expect, test } from 'vitest';
import {
  type ConnectionInfo,
  createSectigoPlugin,
  hasProductCatalog,
  isConfigurable,
  type SectigoConnection,
} from '../src/index.ts';
import { memoryReader } from './support/memory-reader.ts';
import { connectionTo, flavours, sandboxFor, startPlugin } from './support/plugin.ts';

const refused = (code: string) => expect.objectContaining({ name: 'CaPluginError', code });

describe.each(flavours)('%s', (flavour) => {
  test('a good connection has no problem, and is tried out with one call', async () => {
    const sandbox = await sandboxFor();
    const plugin = createSectigoPlugin({ reader: memoryReader() });
    expect(await plugin.validateCAConnectionInfo(connectionTo(sandbox, flavour))).toEqual([]);
    expect(sandbox.requests.list({ system: 'scm' })).toHaveLength(1);
  });

  test('ping tests the connection', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour });
    expect(sandbox.requests.list()).toEqual([]);
    await plugin.ping();
    expect(sandbox.requests.list({ system: 'scm' })).toHaveLength(1);
  });
});

test("a file that can't be read is reported with the other problems", async () => {
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  const connection: SectigoConnection = {
    AuthType: 'Certificate',
    Username: 'x',
    ClientCertificate: 'nowhere.pfx',
    PageSize: 0,
  };
  const problems = await plugin.validateCAConnectionInfo(connection);
  expect(problems.map(({ setting }) => setting)).toEqual(['PageSize', 'CustomerUri', 'ClientCertificate']);
});

test('a wrong password is reported with the remedy, and never tried twice', async () => {
  const sandbox = await sandboxFor();
  const connection = { ...connectionTo(sandbox), Password: 'old' };
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  expect(await plugin.validateCAConnectionInfo(connection)).toEqual([
    { setting: null, message: expect.stringMatching(/refused the login.*password may have expired/) },
  ]);
  expect(sandbox.requests.list()).toHaveLength(1);
  const { plugin: other } = await startPlugin({ sandbox, connection });
  await expect(other.ping()).rejects.toThrow(refused('refused'));
  expect(sandbox.requests.list()).toHaveLength(2);
});

test('a host that is not there is a problem, and so is one that is no SCM', async () => {
  const sandbox = await sandboxFor();
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  const connection = connectionTo(sandbox);
  expect(
    await plugin.validateCAConnectionInfo({ ...connection, ApiEndpoint: 'http://127.0.0.1:2/' }),
  ).toEqual([{ setting: null, message: expect.stringContaining('refuses the connection') }]);
  sandbox.setKnobs({ htmlRate: 1, htmlStatus: 404 });
  expect(await plugin.validateCAConnectionInfo(connection)).toEqual([
    { setting: null, message: expect.stringContaining('HTML page') },
  ]);
});

test('validation ends with its signal', async () => {
  const sandbox = await sandboxFor({ knobs: { latencyMs: 60_000 } });
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  const controller = new AbortController();
  const validation = plugin.validateCAConnectionInfo(connectionTo(sandbox), { signal: controller.signal });
  controller.abort();
  await expect(validation).rejects.toThrow(refused('aborted'));
});

test.each(['', '/', '/private', '/private/', '/api'])('an endpoint may end in "%s"', async (ending) => {
  const sandbox = await sandboxFor();
  const { plugin } = await startPlugin({ sandbox, connection: { ApiEndpoint: sandbox.scm.url + ending } });
  await plugin.ping();
  expect(sandbox.requests.list()[0]?.path).toBe('/api/ssl/v1/types');
});

test('a connection of an older version takes the defaults, with names in any letter case', async () => {
  const sandbox = await sandboxFor();
  const { scm } = sandbox;
  const connection: ConnectionInfo = {
    apiendpoint: scm.url,
    CUSTOMERURI: scm.customerUri,
    username: scm.login,
    password: scm.password,
  };
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  expect(await plugin.validateCAConnectionInfo(connection)).toEqual([]);
});

test('the plugin tells what it can do', async () => {
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  expect(hasProductCatalog(plugin)).toBe(true);
  expect(isConfigurable(plugin)).toBe(true);
  expect(Object.keys(plugin.getCAConnectorAnnotations()).slice(0, 3)).toEqual([
    'ApiEndpoint',
    'CustomerUri',
    'AuthType',
  ]);
  expect(Object.keys(plugin.getTemplateParameterAnnotations())).toEqual([
    'MultiDomain',
    'Organization',
    'Department',
    'Lifetime',
    'RenewalWindow',
  ]);
});
