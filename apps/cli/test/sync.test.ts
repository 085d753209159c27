// biome-ignore-all lint/suspicious/noTemplateCurlyInString: NLog's own notation
import { chmod, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCli, version } from '../src/index.ts';
import { Workplace, writesTo } from './harness.ts';
import { expectSummary } from './support.ts';

let sandbox: Sandbox;
let workplace: Workplace;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.reset();
  sandbox.requests.clear();
  workplace = await Workplace.create();
  await workplace.configure(sandbox);
});
afterEach(() => workplace.remove());

describe('the usual first days', () => {
  test('missing replacements stop, filled in they let the sync through, and a second one writes nothing', async () => {
    await workplace.write('bannedcharacters.json', '{ "BannedCharacters": [] }');
    const first = await workplace.run(['SCtoKF', '--json']);
    expect(first.code).toBe(4);
    expectSummary(first.stdout);
    expect(first.summary()).toMatchObject({
      exitCode: 4,
      problems: [{ file: expect.stringMatching(/bannedcharacters\.json$/) }],
    });
    expect(JSON.parse(await workplace.read('bannedcharacters.json'))).toEqual({
      BannedCharacters: [
        { character: ' ', replacementcharacter: 'null' },
        { character: '/', replacementcharacter: 'null' },
      ],
    });
    const text = await workplace.read('bannedcharacters.json');
    const again = await workplace.run(['sctokf']);
    expect(again.code).toBe(4);
    expect(await workplace.read('bannedcharacters.json')).toBe(text);
    expect(writesTo(sandbox)).toBe(0);

    await workplace.write('bannedcharacters.json', text.replaceAll('"null"', '"_"'));
    const second = await workplace.run(['sctokf', '--json']);
    expect(second.code).toBe(0);
    expectSummary(second.stdout);
    expect(second.summary().certificates.updated).toBeGreaterThan(15);
    expect(second.summary().fields.created).toBe(7);

    const written = writesTo(sandbox);
    const third = await workplace.run(['sctokf', '--json']);
    expect(third.summary()).toMatchObject({ exitCode: 0, certificates: { updated: 0 } });
    expect(writesTo(sandbox)).toBe(written);
    expect(await workplace.run(['kftosc'])).toMatchObject({ code: 0 });
    expect(writesTo(sandbox)).toBe(written);
  });

  test('the text of the result goes to standard output', async () => {
    const { code, stdout } = await workplace.run(['sctokf']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sctokf: done\n/);
    expect(stdout).toContain('metadata fields         7 created');
  });

  test('with --json standard output has one document only, and the text goes to standard error', async () => {
    const { stdout, stderr } = await workplace.run(['sctokf', '--json', '--log-level', 'trace']);
    expectSummary(stdout);
    expect(stderr).toContain('sctokf: done\n');
    expect(stderr).toContain('DEBUG GET ');
  });

  test('kftosc before any sctokf is refused', async () => {
    const { code, stdout } = await workplace.run(['kftosc']);
    expect(code).toBe(4);
    expect(stdout).toContain('Run sctokf once before kftosc');
    expect(writesTo(sandbox)).toBe(0);
  });
});

describe('a dry run', () => {
  test('prints the differences and writes nothing', async () => {
    const { code, stdout } = await workplace.run(['sctokf', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain('+ metadata field Cost_Center');
    expect(stdout).toMatch(/Cost_Center: \(empty\) -> "/);
    expect(writesTo(sandbox)).toBe(0);
    expect((await readdir(workplace.configDir)).sort()).toEqual([
      'bannedcharacters.json',
      'config.json',
      'fields.json',
    ]);
  });

  test('adds nothing to bannedcharacters.json, and says so', async () => {
    await workplace.write('bannedcharacters.json', '[]');
    const { code, stdout } = await workplace.run(['sctokf', '--dry-run', '--json']);
    expect(code).toBe(4);
    expectSummary(stdout);
    expect(stdout).toContain('Run the sync itself, without --dry-run');
    expect(await workplace.read('bannedcharacters.json')).toBe('[]');
  });

  test('runs beside another run', async () => {
    await workplace.write('certbridge.lock', {
      pid: 1,
      host: 'elsewhere',
      startedAt: new Date(),
      command: 'sctokf',
    });
    expect(await workplace.run(['sctokf', '--dry-run'])).toMatchObject({ code: 0 });
  });
});

describe('one run at a time', () => {
  test('a lock is refused with exit code 4 and its owner, and stays', async () => {
    const startedAt = new Date().toISOString();
    await workplace.write('certbridge.lock', { pid: 4711, host: 'elsewhere', startedAt, command: 'sctokf' });
    const { code, stdout, stderr } = await workplace.run(['sctokf', '--json']);
    expect(code).toBe(4);
    expectSummary(stdout);
    expect(stderr).toContain(`process 4711 on elsewhere, started ${startedAt}`);
    expect(await readdir(workplace.configDir)).toContain('certbridge.lock');
    expect(sandbox.requests.summary().total).toBe(0);
  });

  test('a damaged lock is taken over with a warning, and no lock stays behind', async () => {
    await workplace.write('certbridge.lock', '{');
    const { code, stderr } = await workplace.run(['sctokf']);
    expect(code).toBe(0);
    expect(stderr).toContain('WARN The lock file was damaged.');
    expect(await readdir(workplace.configDir)).not.toContain('certbridge.lock');
  });

  test('a run whose lock another run took over fails, and says why', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    sandbox.setKnobs({ latencyMs: 50 });
    try {
      const running = workplace.run(['sctokf', '--json', '--concurrency', '1']);
      while (sandbox.requests.summary().total < 5) await new Promise((resolve) => setTimeout(resolve, 10));
      const startedAt = new Date().toISOString();
      await workplace.write('certbridge.lock', {
        pid: 4711,
        host: 'elsewhere',
        startedAt,
        command: 'sctokf',
      });
      await vi.advanceTimersByTimeAsync(60_000);
      const { code, stdout, summary } = await running;
      expect(code).toBe(1);
      expectSummary(stdout);
      expect(summary().problems[0]?.message).toContain('Process 4711 on elsewhere');
      expect(await readdir(workplace.configDir)).toContain('certbridge.lock');
    } finally {
      sandbox.setKnobs({ latencyMs: 0 });
      vi.useRealTimers();
    }
  });
});

describe('a configuration that cannot be used ends with exit code 2 before anything is called', () => {
  const cases: [string, (place: Workplace) => Promise<void>, RegExp][] = [
    [
      'malformed JSON',
      (place) => place.write('config.json', '{"config": {\n  "a" 1}}'),
      /config\.json, line 2, column 7: a colon/,
    ],
    [
      'a misspelt key',
      (place) => place.configure(sandbox, { issuerDNLookupTrem: 'x' }),
      /issuerDNLookupTrem.*issuerDNLookupTerm/,
    ],
    ['a wrong type', (place) => place.configure(sandbox, { sslTypeIds: '1001' }), /config\.sslTypeIds/],
    [
      'no type ids',
      (place) => place.configure(sandbox, { sslTypeIds: [] }),
      /config\.sslTypeIds: must not be empty/,
    ],
    [
      'a bad date format',
      (place) => place.configure(sandbox, { keyfactorDateFormat: '%' }),
      /keyfactorDateFormat/,
    ],
    [
      'a missing variable',
      (place) => place.configure(sandbox, { sectigoPassword: 'env:NOT_THERE' }),
      /NOT_THERE is not set/,
    ],
    [
      'a missing file',
      (place) => place.configure(sandbox, { caCertificateFile: 'none.pem' }),
      /caCertificateFile: the file .*none\.pem/,
    ],
    [
      'a replacement that is banned',
      (place) => place.write('bannedcharacters.json', '[{"character":" ","replacementCharacter":"ä"}]'),
      /itself not allowed/,
    ],
    [
      'an nlog.config that is not XML',
      (place) => place.write('nlog.config', '<nlog>'),
      /nlog\.config, line 1.*not well-formed/,
    ],
    [
      'an unknown dot path',
      (place) =>
        place.write('fields.json', {
          ManualFields: [
            {
              sectigoFieldName: 'certificateDetails.isuer',
              keyfactorMetadataFieldName: 'X',
              keyfactorDataType: 1,
            },
          ],
        }),
      /ManualFields\[0\]\.sectigoFieldName.*certificateDetails\.issuer/s,
    ],
  ];
  test.each(cases)('%s', async (_name, prepare, message) => {
    await prepare(workplace);
    const { code, stdout, stderr } = await workplace.run(['sctokf', '--json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expectSummary(stdout);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2, calls: { sectigo: 0, keyfactor: 0 } });
    expect(sandbox.requests.summary().total).toBe(0);
    expect(await workplace.logs()).toMatch(/ \| ERROR \| /);
  });

  test('a missing configuration directory makes no log folder', async () => {
    const { code, stderr } = await workplace.run(['sctokf', '--config-dir', 'nowhere']);
    expect(code).toBe(2);
    expect(stderr).toContain('--config-dir');
    expect(await readdir(workplace.base)).toEqual(['config']);
  });
});

describe('a system that cannot be reached or read ends with exit code 1 before any write', () => {
  test.each([
    ['a wrong password for SCM', { sectigoPassword: 'Wr0ng-Password' }, /Sectigo SCM/],
    ['a wrong password for Command', { keyfactorPassword: 'Wr0ng-Password' }, /Keyfactor Command/],
    [
      'an address where nothing listens',
      { keyfactorAPIUrl: 'http://127.0.0.1:9/KeyfactorAPI' },
      /Keyfactor Command/,
    ],
  ])('%s', async (_name, changes, message) => {
    await workplace.configure(sandbox, changes);
    const { code, stdout, stderr } = await workplace.run(['sctokf', '--json'], { env: {} });
    expect(code).toBe(1);
    expectSummary(stdout);
    expect(stderr).toMatch(message);
    expect(stdout + stderr + (await workplace.logs())).not.toContain('Wr0ng-Password');
    expect(writesTo(sandbox)).toBe(0);
  });

  test('the HTML page of a proxy', async () => {
    sandbox.setKnobs({ htmlRate: 1, htmlStatus: 200 });
    try {
      const { code, stderr } = await workplace.run(['sctokf', '--json']);
      expect(code).toBe(1);
      expect(stderr).toContain('HTML');
    } finally {
      sandbox.setKnobs({ htmlRate: 0, htmlStatus: 502 });
    }
  });

  test('an address that is not of a Command API', async () => {
    await workplace.configure(sandbox, { keyfactorAPIUrl: `${sandbox.scm.url}/KeyfactorAPI` });
    expect(await workplace.run(['sctokf'])).toMatchObject({ code: 1 });
  });
});

describe('secrets', () => {
  test('appear nowhere, at any level, whatever happens', async () => {
    const secrets = ['Pl4nted-SCM-Secret', 'Pl4nted-KF-Secret', 'Pl4nted-Client-Secret'];
    const [sectigoPassword, keyfactorPassword, clientSecret] = secrets;
    const keyfactorOAuth = { tokenUrl: sandbox.oauth.tokenUrl, clientId: 'x', clientSecret };
    let seen = '';
    for (const changes of [
      { sectigoPassword },
      { keyfactorPassword },
      { keyfactorPassword, keyfactorOAuth },
      { sectigoPassword, keyfactorPassword, sslTypeIds: [] },
      { sectigoPassword: { nested: sectigoPassword } },
    ]) {
      await workplace.configure(sandbox, changes);
      const { stdout, stderr } = await workplace.run(['sctokf', '--json', '--log-level', 'trace']);
      seen += stdout + stderr;
    }
    seen += await workplace.logs();
    const { username } = sandbox.command;
    const basic = Buffer.from(`${username}:${keyfactorPassword}`).toString('base64');
    for (const secret of [...secrets, basic]) expect(seen).not.toContain(secret);
    expect(seen).not.toMatch(/(Basic|Bearer) [\w+/=.-]{12}/);
  });

  test('come from variables and files', async () => {
    await workplace.configure(sandbox, { sectigoPassword: 'env:SCM', keyfactorPassword: 'file:kf.txt' });
    await workplace.write('kf.txt', `${sandbox.command.password}\r\n`);
    const { code } = await workplace.run(['sctokf'], { env: { SCM: sandbox.scm.password } });
    expect(code).toBe(0);
  });

  test('in a file that others can read give a warning', async () => {
    await chmod(path.join(workplace.configDir, 'config.json'), 0o644);
    const { stderr } = await workplace.run(['sctokf']);
    expect(stderr.includes('chmod 600')).toBe(process.platform !== 'win32');
  });
});

test('environment variables override the file, and are reported by name', async () => {
  const { scm, command, oauth } = sandbox;
  await workplace.configure(sandbox, {
    sectigoPassword: 'x',
    keyfactorLogin: undefined,
    keyfactorPassword: undefined,
    keyfactorAPIUrl: 'http://127.0.0.1:9/KeyfactorAPI',
  });
  const { code, stderr } = await workplace.run(['sctokf', '--log-level', 'info'], {
    env: {
      SECTIGO_PASSWORD: scm.password,
      KEYFACTOR_HOSTNAME: new URL(command.url).host,
      KEYFACTOR_AUTH_TOKEN_URL: oauth.tokenUrl,
      KEYFACTOR_AUTH_CLIENT_ID: oauth.clientId,
      KEYFACTOR_AUTH_CLIENT_SECRET: oauth.clientSecret,
    },
  });
  expect(code).toBe(0);
  expect(stderr).toContain('The environment variable SECTIGO_PASSWORD decides: sectigoPassword');
  expect(stderr).not.toContain(scm.password);
});

test('a reference that leads nowhere is reported where it is: in a variable, or on a line of the file', async () => {
  await workplace.configure(sandbox, { keyfactorPassword: 'file:no-password' });
  const env = {
    SECTIGO_CLIENT_ID: 'id',
    SECTIGO_CLIENT_SECRET: 'file:no-secret',
    KEYFACTOR_AUTH_CA_CERT: 'no-authority.pem',
  };
  const { code, stderr } = await workplace.run(['sctokf'], { env });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^ *environment, SECTIGO_CLIENT_SECRET: /m);
  expect(stderr).toMatch(/^ *environment, KEYFACTOR_AUTH_CA_CERT: /m);
  expect(stderr).toMatch(/config\.json, line \d+, column \d+, config\.keyfactorPassword: /);
});

test('client credentials in the environment log in to the OAuth2 flavour of SCM', async () => {
  const { url, tokenUrl, clientId, clientSecret } = sandbox.scmOAuth;
  const emptied = { sectigoLogin: '', sectigoPassword: '', sectigoCustomerUri: '' };
  await workplace.configure(sandbox, { ...emptied, readStrategy: 'report' });
  const env = {
    SECTIGO_BASE_URL: url,
    SECTIGO_TOKEN_URL: tokenUrl,
    SECTIGO_CLIENT_ID: clientId,
    SECTIGO_CLIENT_SECRET: clientSecret,
  };
  sandbox.requests.clear();
  const { code, stderr } = await workplace.run(['sctokf', '--log-level', 'trace'], { env });
  expect(code).toBe(0);
  const { byOperation } = sandbox.requests.summary().scm;
  expect(byOperation.reportSslCertificates).toBeGreaterThan(0);
  expect(stderr).toContain('The environment variable SECTIGO_CLIENT_SECRET decides: sectigoClientSecret');
  expect(stderr).not.toContain(clientSecret);
});

test('an interrupted run ends with exit code 130 and its summary', async () => {
  const interruption = new AbortController();
  sandbox.setKnobs({ latencyMs: 50 });
  try {
    const running = workplace.run(['sctokf', '--json', '--concurrency', '1'], {
      signal: interruption.signal,
    });
    while (sandbox.requests.summary().total < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    interruption.abort();
    const { code, stdout } = await running;
    expect(code).toBe(130);
    expectSummary(stdout);
    expect(await readdir(workplace.configDir)).not.toContain('certbridge.lock');
  } finally {
    sandbox.setKnobs({ latencyMs: 0 });
  }
});

test('a certificate that fails gives exit code 3, and the others are done', async () => {
  sandbox.setKnobs({ failures: [{ system: 'command', method: 'PUT', body: '"Id":3\\b', response: 400 }] });
  try {
    const { code, stdout, summary } = await workplace.run(['sctokf', '--json']);
    expect(code).toBe(3);
    expectSummary(stdout);
    const failed = summary().certificates.failed.map(({ keyfactorId }) => keyfactorId);
    expect(new Set(failed)).toEqual(new Set([3]));
    expect(await workplace.logs()).toMatch(
      / \| ERROR \| certbridge\.cli\.result \| Certificate failed: .*Keyfactor 3\)/,
    );
  } finally {
    sandbox.setKnobs({ failures: [] });
  }
});

test('an unexpected error is reported as a bug with versions, without its text, and the exit code is 1', async () => {
  let stderr = '';
  const code = await runCli(['sctokf'], {
    env: {},
    cwd: workplace.base,
    stdout: {
      write: () => {
        throw new RangeError('S3cret text');
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    signal: new AbortController().signal,
  });
  expect(code).toBe(1);
  expect(stderr).toContain(`certbridge ${version}, Node ${process.version}`);
  expect(stderr).not.toContain('S3cret');
});

test('logs go where nlog.config says, and what has no effect is reported once', async () => {
  await workplace.write(
    'nlog.config',
    '<nlog><variable name="logDirectory" value="${basedir}/protocol"/><variable name="logFileName" value="sync.txt"/>' +
      '<targets><target name="mail" type="Mail"/></targets>' +
      '<rules><logger name="*" minlevel="Warn" writeTo="MainLogFile"/><logger name="*" minlevel="Error" writeTo="ErrorLogFile"/></rules></nlog>',
  );
  const { code, stderr } = await workplace.run(['sctokf']);
  expect(code).toBe(0);
  expect(stderr).toContain('WARN nlog.config: these parts have no effect here: target mail');
  const log = await readFile(path.join(workplace.base, 'protocol', 'sync.txt'), 'utf8');
  expect(log).toContain(' | WARN | certbridge.cli | nlog.config: these parts');
  expect(log).not.toContain(' | INFO | ');
});
