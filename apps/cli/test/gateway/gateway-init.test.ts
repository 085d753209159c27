import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { goodSettings } from '../ca-workplace.ts';
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

test("init ends with 1 and writes nothing where SCM can't be asked", async () => {
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

const init = ['init', 'trial', '--connection', 'config/ca.json', '--json'] as const;

/** Every file of a folder with its content. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  const texts = names.map(async (name) => [
    name,
    await readFile(path.join(folder, name), 'latin1').catch(() => 'a folder'),
  ]);
  return Object.fromEntries(await Promise.all(texts));
}

test.each(['ca.key', 'ca.pem', 'server.key', 'server.pem', 'client.key', 'client.pem', 'gateway.db'])(
  'a %s that is there is not overwritten unasked, and nothing else is written',
  async (name) => {
    const { run, workplace } = await openGatewayWorkplace();
    const folder = path.join(workplace.base, 'trial');
    await mkdir(folder);
    await writeFile(path.join(folder, name), 'of somebody else');
    const { code, stdout, stderr } = await run(...init);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `${path.join(folder, name)}: this file is there already, and is not overwritten.`,
    );
    expect(await contentOf(folder)).toEqual({ [name]: 'of somebody else' });
  },
);

test('an empty folder name, as of a variable that is not set, is refused', async () => {
  const { run, workplace } = await openGatewayWorkplace();
  const { code, stdout, stderr } = await run('init', '', '--connection', 'config/ca.json');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('It must name a folder, and is empty.');
  expect(existsSync(path.join(workplace.base, 'gateway.json'))).toBe(false);
});

test('a file in the place of the folder is named', async () => {
  const { run, workplace } = await openGatewayWorkplace();
  const folder = path.join(workplace.base, 'trial');
  await writeFile(folder, 'of somebody else');
  for (const force of [[], ['--force']]) {
    const { code, stdout, stderr } = await run(...init, ...force);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${folder}: this is a file, and no folder.`);
  }
  expect(await readFile(folder, 'utf8')).toBe('of somebody else');
});

test.skipIf(process.platform === 'win32')(
  'a link that leads nowhere is not overwritten unasked',
  async () => {
    const { run, workplace } = await openGatewayWorkplace();
    const folder = path.join(workplace.base, 'trial');
    await mkdir(folder);
    await symlink('nowhere', path.join(folder, 'gateway.json'));
    const { code, stderr } = await run(...init);
    expect(code).toBe(2);
    expect(stderr).toContain('gateway.json: this file is there already, and is not overwritten.');
    expect(await readdir(folder)).toEqual(['gateway.json']);
  },
);

test.skipIf(process.platform === 'win32')(
  'keys that take the place of readable files are readable by their owner alone',
  async () => {
    const { prepare, workplace } = await openGatewayWorkplace();
    const folder = path.join(workplace.base, 'trial');
    await mkdir(folder);
    const keys = ['ca.key', 'server.key', 'client.key', 'gateway.json'];
    for (const name of keys) {
      await writeFile(path.join(folder, name), 'old');
      await chmod(path.join(folder, name), 0o644);
    }
    await prepare('--force');
    for (const name of keys) expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
  },
);

test('a database of another program ends init with 2, and nothing is written', async () => {
  const { run, workplace } = await openGatewayWorkplace();
  const folder = path.join(workplace.base, 'trial');
  const database = path.join(folder, 'gateway.db');
  await mkdir(folder);
  const foreign = new DatabaseSync(database);
  foreign.exec('CREATE TABLE theirs (a)');
  foreign.close();
  for (const content of [await readFile(database), Buffer.from('no database at all, but text')]) {
    await writeFile(database, content);
    const { code, stdout, stderr } = await run(...init, '--force');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(database);
    expect(await contentOf(folder)).toEqual({ 'gateway.db': content.toString('latin1') });
  }
});

test.runIf(existsSync('/proc/self'))(
  'a folder where none can be made ends init, and the sandbox, with 2',
  async () => {
    const { run, workplace } = await openGatewayWorkplace();
    const started = [
      await run('init', '/proc/none/trial', '--connection', 'config/ca.json'),
      await workplace.run(['sandbox', '--write-config', '/proc/none/config']),
    ];
    for (const { code, stderr } of started) {
      expect(code).toBe(2);
      expect(stderr).toContain("the folder can't be created (ENOENT)");
    }
  },
);

test("where one file can't be written, none is", async () => {
  const { run, workplace } = await openGatewayWorkplace();
  const folder = path.join(workplace.base, 'trial');
  await mkdir(path.join(folder, 'client.key'), { recursive: true });
  await writeFile(path.join(folder, 'ca.key'), 'old');
  const { code, stderr } = await run(...init, '--force');
  expect(code).toBe(2);
  expect(stderr).toContain('client.key');
  expect(await contentOf(folder)).toEqual({ 'ca.key': 'old', 'client.key': 'a folder' });
});

test('settings that are wrong or unknown are refused, all at once, and nothing is written', async () => {
  const { run, workplace } = await openGatewayWorkplace();
  const wrong = ['MultiDomain=perhaps', 'Lifetme=90', 'Lifetime=91', 'Organization=Nowhere'];
  const { code, stdout, stderr } = await run(...init, ...wrong.flatMap((setting) => ['--set', setting]));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('--set MultiDomain: must be true or false.');
  expect(stderr).toMatch(/--set Lifetme: .*Did you mean Lifetime\?/);
  expect(stderr).toContain('--set Lifetime: must be one of the terms');
  expect(stderr).toContain('--set Organization: SCM has no organization "Nowhere"');
  expect(existsSync(path.join(workplace.base, 'trial'))).toBe(false);
});

test('custom fields that orders lack, and products that a setting does not fit, are reported', async () => {
  const { run } = await openGatewayWorkplace();
  const lacking = await run(...init, '--set', 'Organization=Corp Services', '--set', 'Lifetime=90');
  expect(lacking.code).toBe(0);
  expect(JSON.parse(lacking.stdout)).toHaveProperty('config');
  expect(lacking.stderr.match(/SCM demands a value for the custom field "Cost Center"/g)).toHaveLength(1);
  expect(lacking.stderr).toContain('Orders of Sectigo EV SSL will be refused. Lifetime must be one of');
  expect((await run(...init, '--force', ...goodSettings)).stderr).toBe('');
});

test('the example of the README works against the sandbox as it is written', async () => {
  const { run, workplace } = await openGatewayWorkplace();
  await copyFile(path.join(workplace.configDir, 'ca.json'), path.join(workplace.base, 'ca.json'));
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const [, line = ''] = /^> certbridge gateway (init .*)$/m.exec(readme) ?? [];
  const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  expect(argv.slice(0, 2)).toEqual(['init', 'trial']);
  expect(await run(...argv)).toMatchObject({ code: 0, stderr: '' });
});
