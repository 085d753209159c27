import { execFileSync } from 'node:child_process';
import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox } from '@certbridge/sandbox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newKey } from '../../../packages/ca-host/test/support/make-csr.ts';
import { goodSettings, startCa, writesTo } from './ca-workplace.ts';
import { Workplace } from './harness.ts';

const onWindows = process.platform === 'win32';

/** A folder with an issued certificate, and everything in it that must not be overwritten. */
async function prepare() {
  const ca = await startCa({ certificates: 1 });
  const { base, configDir } = ca.workplace;
  await writeFile(path.join(configDir, 'password.txt'), ca.sandbox.scm.password);
  await ca.connect({ Password: 'file:password.txt' });
  await ca.workplace.write('config.json', '{}');
  await ca.workplace.write('NLog.config', '<nlog/>');
  await mkdir(path.join(base, 'logs/Archive'), { recursive: true });
  await writeFile(path.join(base, 'logs/Archive/MetadataSync.log.7.log'), 'of an earlier limit');
  await ca.workplace.write('certbridge.db.key', 'key');
  const key = newKey('ec').export({ type: 'pkcs8', format: 'pem' });
  await writeFile(path.join(base, 'b.key'), key);
  await writeFile(path.join(base, 'utf16.key'), Buffer.from(String(key), 'utf16le'));
  await writeFile(path.join(base, 'chain.pem'), 'chain');
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  await symlink('config/ca.json', path.join(base, 'link.pem'));
  await symlink('config', path.join(base, 'folder'));
  await link(path.join(configDir, 'ca.db'), path.join(base, 'other.db'));
  await symlink('www.corp.example.csr', path.join(base, 'request.pem'));
  return { ...ca, base, configDir, id: String(request.id) };
}

/** The text of every file, with its path. Databases change whenever they are opened. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name }) => !/\.log$|-wal$|-shm$/.test(name) && name !== 'ca.db');
  const texts = files.map(async (entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [file, entry.isFile() ? await readFile(file, 'latin1') : ''] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

const ownFiles = [
  ['config/ca.db', 'certbridge itself works with (ca.db)'],
  ['config/ca.db-wal', 'certbridge itself works with (ca.db-wal)'],
  ['config/ca.json', 'certbridge itself works with (ca.json)'],
  ['config/config.json', 'certbridge itself works with (config.json)'],
  ['config/fields.json', 'certbridge itself works with (fields.json)'],
  ['config/NLog.config', 'certbridge itself works with (NLog.config)'],
  ['config/certbridge.lock', 'certbridge itself works with (certbridge.lock)'],
  ['config/certbridge.db', 'certbridge itself works with (certbridge.db)'],
  ['config/certbridge.db.key', 'certbridge itself works with (certbridge.db.key)'],
  ['config/password.txt', 'certbridge itself works with (password.txt)'],
  ['logs/MetadataSync.log', 'certbridge itself works with (MetadataSync.log)'],
  ['logs/MetadataSync-Errors.log', 'certbridge itself works with (MetadataSync-Errors.log)'],
  ['logs/Archive/MetadataSync.log.0.log', 'certbridge itself works with (MetadataSync.log.0.log)'],
  ['logs/Archive/MetadataSync.log.7.log', 'certbridge itself works with (MetadataSync.log.7.log)'],
  [
    'logs/Archive/MetadataSync-Errors.log.4.log',
    'certbridge itself works with (MetadataSync-Errors.log.4.log)',
  ],
  ['folder/ca.json', 'certbridge itself works with (ca.json)'],
  ['link.pem', 'certbridge itself works with (ca.json)'],
  ['other.db', 'certbridge itself works with (ca.db)'],
  ['b.key', 'the file holds a private key'],
  ['utf16.key', 'the file holds a private key'],
] as const;

test.skipIf(onWindows)('an output never overwrites a file of certbridge, or a private key', async () => {
  const { run, sandbox, base, configDir, id } = await prepare();
  const order = (...argv: string[]) =>
    run('enroll', '--csr', 'www.corp.example.csr', '--product', '1001', ...goodSettings, '--again', ...argv);
  const before = await filesIn(base);
  const database = await readFile(path.join(configDir, 'ca.db'));
  const orders = writesTo(sandbox);
  const actions: [name: string, run: (...argv: string[]) => ReturnType<typeof run>][] = [
    ['enroll', order],
    ['renew', (...argv) => run('renew', id, '--csr', 'www.corp.example.csr', ...goodSettings, ...argv)],
    ['export', (...argv) => run('export', id, '--chain', 'chain.pem', ...argv)],
  ];
  for (const [action, start] of actions) {
    const input =
      action === 'export'
        ? (['chain.pem', 'certbridge itself works with (chain.pem)'] as const)
        : (['request.pem', 'certbridge itself works with (www.corp.example.csr)'] as const);
    for (const [out, problem] of [...ownFiles, input]) {
      for (const force of [['--force'], []]) {
        const { code, stderr } = await start('--out', out, ...force);
        expect({ action, out, code, stderr }).toEqual({
          action,
          out,
          code: 2,
          stderr: expect.stringContaining(`${problem}`),
        });
        expect(stderr).toContain('Name another file with --out.');
      }
    }
  }
  expect(writesTo(sandbox)).toBe(orders);
  expect(await filesIn(base)).toEqual(before);
  expect((await readFile(path.join(configDir, 'ca.db'))).subarray(0, 15)).toEqual(database.subarray(0, 15));
  expect((await run('list', '--json')).json().requests).toHaveLength(1);
});

test.skipIf(onWindows)('archives of the log are not overwritten wherever nlog.config puts them', async () => {
  const { run, id, workplace, base } = await prepare();
  const target = (name: string, file: string) =>
    `<target name="${name}" type="File" fileName="${file}.log" archiveFileName="${base}/old/{#}/${file}.${name}" />`;
  await workplace.write(
    'nlog.config',
    `<nlog><targets>${target('MainLogFile', 'main')}${target('ErrorLogFile', 'errors')}</targets></nlog>`,
  );
  const archives = ['old/0/main.MainLogFile', 'old/12/errors.ErrorLogFile'];
  for (const archive of archives) {
    await mkdir(path.dirname(path.join(base, archive)), { recursive: true });
    await writeFile(path.join(base, archive), 'log');
    expect(await run('export', id, '--out', archive, '--force')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`certbridge itself works with (${path.basename(archive)})`),
    });
    expect(await readFile(path.join(base, archive), 'utf8')).toBe('log');
  }
  await writeFile(path.join(base, 'old/0/other'), 'x');
  expect((await run('export', id, '--out', 'old/0/other', '--force')).code).toBe(0);
});

test.skipIf(onWindows)(
  'files that a configuration or a variable names are not overwritten, nor is any PFX',
  async () => {
    const { connect, enroll, sandbox, workplace } = await startCa({ certificates: 1 });
    const id = String((await enroll('www.corp.example', '--json')).json().request.id);
    const env = { CLIENT_CERT: 'of-variable.pem', KEYFACTOR_CA_CERT: 'authorities.pem', HOME: 'home' };
    await workplace.configure(sandbox, {
      sectigoClientCertificate: ' client.pem ',
      keyfactorPassword: 'file:p',
    });
    await mkdir(path.join(workplace.base, 'home/.keyfactor'), { recursive: true });
    const ofConnection = [
      [{ path: 'upload.pem' }, 'config/upload.pem'],
      [JSON.stringify({ data: 'text.pem' }), 'config/text.pem'],
      ['env:CLIENT_CERT', 'of-variable.pem'],
    ] as const;
    const others = [
      'config/client.pem',
      'config/p',
      'authorities.pem',
      'home/.keyfactor/command_config.json',
    ];
    for (const file of [...ofConnection.map(([, name]) => name), ...others, 'any.pfx'])
      await writeFile(path.join(workplace.base, file), 'certificate');
    await writeFile(
      path.join(workplace.base, 'any.pfx'),
      Buffer.from('3082091a020103308208d606092a864886f70d010701', 'hex'),
    );
    const cases = [...ofConnection, ...[...others, 'any.pfx'].map((file) => [undefined, file] as const)];
    for (const [ClientCertificate, file] of cases) {
      await connect({ ClientCertificate });
      const argv = ['ca', 'export', id, '--out', file, '--force'];
      const before = await readFile(path.join(workplace.base, file));
      const { code, stderr } = await workplace.run(argv, { env });
      expect([file, code, stderr]).toEqual([file, 2, expect.stringContaining('and is not overwritten')]);
      expect(await readFile(path.join(workplace.base, file))).toEqual(before);
    }
    await writeFile(path.join(workplace.base, 'www.pem'), 'x');
    const argv = ['ca', 'export', id, '--out', 'www.pem', '--force'];
    expect((await workplace.run(argv, { env })).code).toBe(0);
  },
);

test.skipIf(onWindows)('a database elsewhere is not overwritten either', async () => {
  const { run, id, base, configDir } = await prepare();
  await writeFile(path.join(base, 'copy.db'), await readFile(path.join(configDir, 'ca.db')));
  const { code, stderr } = await run('export', id, '--out', 'copy.db', '--force');
  expect(stderr).toContain('the file is a database, and is not overwritten');
  expect(code).toBe(2);
  for (const name of ['copy.db.key', 'copy.db-wal']) {
    await writeFile(path.join(base, name), 'x');
    const refused = await run('export', id, '--out', name, '--force');
    expect(refused.stderr).toContain('the file belongs to the database next to it, and is not overwritten');
    expect(refused.code).toBe(2);
  }
});

test('a plan takes the place of no file of certbridge, also of one that is yet to come', async () => {
  const sandbox = await startSandbox({ certificates: 1 });
  const workplace = await Workplace.create();
  onTestFinished(async () => {
    await sandbox.close();
    await workplace.remove();
  });
  await workplace.configure(sandbox);
  const before = await readdir(workplace.configDir);
  for (const name of ['certbridge.db', 'certbridge.db-wal', 'certbridge.db.key', 'nlog.config', 'ca.json']) {
    const { code, stderr } = await workplace.run(['plan', 'sctokf', '--out', `config/${name}`]);
    expect(stderr).toContain(`certbridge itself works with (${name}), and is not overwritten`);
    expect(code).toBe(2);
  }
  expect(await readdir(workplace.configDir)).toEqual(before);
  expect(sandbox.requests.list()).toEqual([]);
});

test.skipIf(onWindows)(
  'what is not a file is reported as such at once, with --force and without',
  async () => {
    const { run, enroll, sandbox, workplace } = await startCa({ certificates: 1 });
    const { request } = (await enroll('first.corp.example', '--json')).json();
    await mkdir(path.join(workplace.base, 'folder'));
    execFileSync('mkfifo', [path.join(workplace.base, 'pipe')]);
    const orders = writesTo(sandbox);
    for (const [out, kind] of [
      ['folder', 'a folder'],
      ['', 'a folder'],
      ['/dev/full', 'a device'],
      ['pipe', 'a pipe'],
    ] as const) {
      for (const force of [[], ['--force']]) {
        const order = await enroll('second.corp.example', '--out', out, ...force);
        const exported = await run('export', request.id, '--out', out, ...force);
        for (const { code, stderr } of [order, exported]) {
          expect(stderr).toContain(`this is ${kind}, not a file. Name a file with --out.`);
          expect(stderr).not.toContain('--force');
          expect(code).toBe(2);
        }
      }
    }
    expect(writesTo(sandbox)).toBe(orders);
  },
);

describe.skipIf(onWindows)('where the disk is full, an output', () => {
  /** Writes a certificate in a process that can't write a byte to a file. */
  async function writeOnFullDisk(file: string, { force }: { force: boolean }) {
    const configDirectory = path.dirname(file);
    const paths = { settingsFile: `${file}.json`, databaseFile: `${file}.db`, env: {}, cwd: '/' };
    const output = { file, force, own: { configDirectory, ...paths } };
    const module = path.join(import.meta.dirname, '../src/ca/actions/output-file.ts');
    const code = `
      import { writeOutput } from ${JSON.stringify(module)};
      console.log(JSON.stringify(await writeOutput(${JSON.stringify(output)}, 'x'.repeat(5000))));`;
    const argv = ['--conditions=@certbridge/source', '--input-type=module', '--eval', code];
    const shell = ['-c', 'ulimit -f 0; exec "$@"', 'sh', process.execPath, ...argv];
    return JSON.parse(execFileSync('sh', shell, { encoding: 'utf8' }));
  }

  const problem = { message: "the file can't be written (EFBIG)" };

  test('leaves nothing behind', async () => {
    const workplace = await Workplace.create();
    onTestFinished(() => workplace.remove());
    const file = path.join(workplace.base, 'www.pem');
    expect(await writeOnFullDisk(file, { force: false })).toMatchObject(problem);
    expect(await readdir(workplace.base)).toEqual(['config']);
  });

  test('leaves an older file as it was', async () => {
    const workplace = await Workplace.create();
    onTestFinished(() => workplace.remove());
    const file = path.join(workplace.base, 'www.pem');
    await writeFile(file, 'older');
    expect(await writeOnFullDisk(file, { force: true })).toMatchObject(problem);
    expect(await readFile(file, 'utf8')).toBe('older');
    expect(await readdir(workplace.base)).toEqual(['config', 'www.pem']);
  });
});

test.skipIf(onWindows)('a pipe in place of the key for sensitive values is reported as such', async () => {
  const sandbox = await startSandbox({ certificates: 1 });
  const workplace = await Workplace.create();
  onTestFinished(async () => {
    await sandbox.close();
    await workplace.remove();
  });
  await workplace.configure(sandbox, { importAllCustomFields: 'false' });
  const field = { sectigoFieldName: 'Owner/Team', keyfactorMetadataFieldName: 'Team', keyfactorDataType: 1 };
  await workplace.write('fields.json', { CustomFields: [{ ...field, sensitive: true }] });
  execFileSync('mkfifo', [path.join(workplace.configDir, 'certbridge.db.key')]);
  const { code, stderr } = await workplace.run(['sctokf']);
  expect(stderr).toContain('this is a pipe, not a file');
  expect(stderr).not.toContain('chmod');
  expect(code).toBe(2);
});
