import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { beside, openGatewayWorkplace } from './gateway-workplace.ts';

test('init writes a configuration with certificates of its own, and tells full paths as one document', async () => {
  const gateway = await openGatewayWorkplace();
  const prepared = await gateway.prepare('--set', 'Organization=Corp Services', '--set', 'Cost Center=CC-1');
  const folder = path.join(gateway.workplace.base, 'trial');
  expect(prepared).toEqual({
    config: path.join(folder, 'gateway.json'),
    url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    operations: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    ca: path.join(folder, 'ca.pem'),
    certificate: path.join(folder, 'client.pem'),
    key: path.join(folder, 'client.key'),
    profiles: [
      { name: 'Sectigo DV SSL', id: 1, productId: '1001' },
      { name: 'Sectigo OV SSL', id: 2, productId: '1002' },
      { name: 'Sectigo EV SSL', id: 3, productId: '1003' },
      { name: 'Sectigo OV SSL (lab)', id: 4, productId: '1044' },
    ],
  });
  const read = async (name: string) => new X509Certificate(await readFile(beside(prepared, name)));
  const [ca, server, client] = await Promise.all(['ca.pem', 'server.pem', 'client.pem'].map(read));
  expect(ca?.ca).toBe(true);
  for (const certificate of [server, client]) {
    expect(ca !== undefined && certificate?.checkIssued(ca) && certificate.verify(ca.publicKey)).toBe(true);
  }
  expect(server?.checkIP('127.0.0.1')).toBe('127.0.0.1');
  for (const name of ['ca.key', 'server.key', 'client.key', 'gateway.json', 'gateway.db']) {
    expect((await stat(beside(prepared, name))).mode & 0o777).toBe(0o600);
  }
  const { cas } = JSON.parse(await readFile(prepared.config, 'utf8'));
  expect(cas[0].settings).toEqual({ Organization: 'Corp Services', 'Cost Center': 'CC-1' });
});

test('init prints the CA record to enter in Command', async () => {
  const gateway = await openGatewayWorkplace();
  const { code, stdout } = await gateway.run('init', 'trial', '--connection', 'config/ca.json');
  expect(code).toBe(0);
  expect(stdout).toMatch(/Host URL \(HostName\) +https:\/\/127\.0\.0\.1:\d+\/AnyGatewayREST\/ejbca/);
  expect(stdout).toContain('1  Sectigo DV SSL');
});

test('ids of profiles stay when init is run again, and a configuration is not overwritten unasked', async () => {
  const gateway = await openGatewayWorkplace();
  const { profiles } = await gateway.prepare();
  const again = await gateway.run('init', 'trial', '--connection', 'config/ca.json', '--json');
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('not overwritten');
  expect((await gateway.prepare('--force')).profiles).toEqual(profiles);
});

test('init ends with 1 and writes nothing where SCM can not be asked', async () => {
  const gateway = await openGatewayWorkplace();
  await gateway.workplace.write('refused.json', {
    ...JSON.parse(await gateway.workplace.read('ca.json')),
    Password: 'Zx9-wrong',
  });
  await gateway.sandbox.setKnobs({ errorRate: 1 });
  for (const connection of ['config/refused.json', 'config/ca.json']) {
    const { code, stdout, stderr } = await gateway.run('init', 'trial', '--connection', connection, '--json');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).not.toContain('Zx9-wrong');
    expect(existsSync(path.join(gateway.workplace.base, 'trial'))).toBe(false);
  }
});

test('init ends with 2 where the connection is wrong or missing', async () => {
  const gateway = await openGatewayWorkplace();
  await gateway.workplace.write('bad.json', { ApiEndpoint: 'nowhere' });
  for (const connection of ['config/bad.json', 'config/none.json']) {
    const { code, stderr } = await gateway.run('init', 'trial', '--connection', connection);
    expect(code).toBe(2);
    expect(stderr).toContain(path.basename(connection));
  }
});
