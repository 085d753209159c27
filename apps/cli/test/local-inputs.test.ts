import { execFileSync } from 'node:child_process';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { goodSettings, startCa } from './ca-workplace.ts';
import { Workplace, writesTo } from './harness.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 5 });
});
afterAll(() => sandbox.close());

async function startWork(changes: Record<string, unknown> = {}): Promise<Workplace> {
  const workplace = await Workplace.create();
  onTestFinished(() => workplace.remove());
  await workplace.configure(sandbox, changes);
  return workplace;
}

/** Puts a pipe that nobody else opens in place of a file. */
async function makePipe(base: string, name: string): Promise<void> {
  const file = path.join(base, name);
  await rm(file, { force: true });
  await mkdir(path.dirname(file), { recursive: true });
  execFileSync('mkfifo', [file]);
}

const pipe = 'this is a pipe, not a file';

describe.skipIf(process.platform === 'win32')(
  'a pipe in place of a file is refused at once, before any call:',
  () => {
    test.each([
      ['config/config.json', {}, ['sctokf']],
      ['config/fields.json', {}, ['sctokf']],
      ['config/bannedcharacters.json', {}, ['sctokf']],
      ['config/nlog.config', {}, ['sctokf']],
      ['config/certbridge.lock', {}, ['sctokf']],
      ['config/secret', { sectigoPassword: 'file:secret' }, ['sctokf']],
      ['config/ca.pem', { caCertificateFile: 'ca.pem' }, ['sctokf']],
      [
        'config/client.pfx',
        { sectigoPassword: undefined, sectigoClientCertificate: 'client.pfx' },
        ['sctokf'],
      ],
      ['config/certbridge.db', {}, ['sctokf']],
      ['config/certbridge.db', {}, ['history']],
      ['night.plan', {}, ['apply', 'night.plan']],
      ['night.plan', {}, ['plan', 'sctokf', '--out', 'night.plan']],
      ['own.db', {}, ['sctokf', '--state', 'own.db']],
    ])('%s (%o)', async (name, changes, argv) => {
      const workplace = await startWork(changes);
      await makePipe(workplace.base, name);
      const before = sandbox.requests.list().length;
      const { code, stderr } = await workplace.run(argv);
      expect(stderr).toMatch(/this is a pipe, not a file|is a pipe, not a file\./);
      expect(stderr).toContain(path.basename(name));
      expect(code).toBe(2);
      expect(sandbox.requests.list()).toHaveLength(before);
    });

    test("the profile of Keyfactor's own tools", async () => {
      const workplace = await startWork({ keyfactorLogin: undefined, keyfactorPassword: undefined });
      await makePipe(workplace.base, '.keyfactor/command_config.json');
      const { code, stderr } = await workplace.run(['sctokf'], {
        env: { HOME: workplace.base, USERPROFILE: workplace.base },
      });
      expect(stderr).toContain(pipe);
      expect(code).toBe(2);
    });

    test('a CA certificate that the environment names', async () => {
      const workplace = await startWork();
      await makePipe(workplace.base, 'ca.pem');
      const { code, stderr } = await workplace.run(['sctokf'], { env: { KEYFACTOR_CA_CERT: 'ca.pem' } });
      expect(stderr).toContain(pipe);
      expect(code).toBe(2);
    });

    test.each([
      ['config/ca.json', ['ping']],
      ['config/ca.db', ['list']],
      ['config/ca.db', ['sync']],
      ['config/certbridge-ca.lock', ['sync']],
      ['request.csr', ['enroll', '--csr', 'request.csr', '--product', '1001', ...goodSettings]],
    ])('%s of ca %o', async (name, [action = '', ...argv]) => {
      const { workplace, run } = await startCa({ certificates: 1 });
      await makePipe(workplace.base, name);
      const { code, stderr } = await run(action, ...argv);
      expect(stderr).toMatch(/is a pipe, not a file/);
      expect(code).toBe(2);
    });

    test('the certificate to write of an order, and nothing is ordered', async () => {
      const { sandbox: scm, workplace, enroll } = await startCa({ certificates: 1 });
      await makePipe(workplace.base, 'out.pem');
      const { code, stderr } = await enroll('www', '--out', 'out.pem', '--force');
      expect(stderr).toContain(pipe);
      expect(code).toBe(2);
      expect(writesTo(scm)).toBe(0);
    });

    test('a log file, and the run goes on without it', async () => {
      const workplace = await startWork();
      await makePipe(workplace.base, 'logs/MetadataSync.log');
      const { code, stderr } = await workplace.run(['plan', 'sctokf']);
      expect(stderr).toContain(`can't be written (${pipe}). The run goes on without it.`);
      expect(code).toBe(0);
    });
  },
);

test.each(['--csr', 'config.json'])(
  'what is far too large for %s is refused without being read',
  async (what) => {
    const { workplace, run } = await startCa({ certificates: 1 });
    await writeFile(path.join(workplace.base, 'large'), '');
    await truncate(path.join(workplace.base, 'large'), 200 * 2 ** 20);
    if (what === '--csr') {
      const { code, stderr } = await run('enroll', '--csr', 'large', '--product', '1001', ...goodSettings);
      expect(stderr).toContain('the file is larger than 1 MB');
      expect(code).toBe(2);
    } else {
      await truncate(path.join(workplace.configDir, 'ca.json'), 200 * 2 ** 20);
      const { code, stderr } = await run('ping');
      expect(stderr).toContain('the file is larger than 16 MB');
      expect(code).toBe(2);
    }
  },
);

test('--out that cannot be written is found before anything is called', async () => {
  const workplace = await startWork();
  await writeFile(path.join(workplace.base, 'file'), '');
  const before = sandbox.requests.list().length;
  for (const out of ['none/night.plan', 'file/night.plan', 'config', '/dev/full']) {
    const { code, stderr } = await workplace.run(['plan', 'sctokf', '--out', out]);
    expect({ out, code }).toEqual({ out, code: 2 });
    expect(stderr).toMatch(/there is no folder|not a file|can't be written/);
  }
  expect(sandbox.requests.list()).toHaveLength(before);
});

test('--out of an order that cannot be written is found before anything is ordered', async () => {
  const { sandbox: scm, enroll } = await startCa({ certificates: 1 });
  for (const out of ['none/www.pem', '/dev/full']) {
    expect((await enroll('www', '--out', out, '--force')).code).toBe(2);
  }
  expect(writesTo(scm)).toBe(0);
});

test('a folder that the sandbox cannot write its configuration to is found before it starts', async () => {
  const workplace = await startWork();
  await writeFile(path.join(workplace.base, 'file'), '');
  await mkdir(path.join(workplace.base, 'blocked', 'ca.json'), { recursive: true });
  for (const folder of ['file', 'file/config', 'blocked']) {
    const { code, stdout, stderr } = await workplace.run(['sandbox', '--force', '--write-config', folder]);
    expect({ folder, code, stdout }).toEqual({ folder, code: 2, stdout: '' });
    expect(stderr).toMatch(/can't be created|this is a folder, not a file/);
    expect(stderr).toContain('--write-config');
  }
});
