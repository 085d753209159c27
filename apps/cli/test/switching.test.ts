import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFront } from './front-server.ts';
import { Workplace, writesTo } from './harness.ts';
import { expectSummary } from './support.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures/original');
const original = (name: string) => readFile(path.join(fixtures, name), 'utf8');

/** The lists of banned characters as they are shipped. */
const shippedBanned = '{\r\n  "BannedCharacters": [\r\n  ]\r\n}';
const shippedBlank = '{"BannedCharacters":[{"character":" ","replacementcharacter":"null"}]}';

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
});
afterEach(() => workplace.remove());

/** Fills the accounts, addresses and profiles of the sandbox into a file of the original, and changes nothing else. */
function filledIn(config: string, keyfactorAPIUrl: string): string {
  const { scm, command, oauth } = sandbox;
  const values: Record<string, unknown> = {
    sectigoLogin: scm.login,
    sectigoPassword: scm.password,
    sectigoCustomerUri: scm.customerUri,
    sectigoAPIUrl: scm.url,
    keyfactorAPIUrl,
    sslTypeIds: scm.sslTypeIds,
    ...oauth,
  };
  const basic = { keyfactorLogin: command.username, keyfactorPassword: command.password };
  const filled = Object.entries({ ...values, ...basic }).reduce(
    // What is null there stays null.
    (text, [key, value]) =>
      text.replace(
        new RegExp(`("${key}": *)("[^"]*"|\\[[^\\]]*\\])`, 'i'),
        (_, name) => name + JSON.stringify(value),
      ),
    config,
  );
  // The scopes and the audience are those of the real identity provider.
  return filled.replace(/"audience": *"[^"]*"/, '"audience": ""');
}

async function install(config: string, files: Record<string, string> = {}): Promise<void> {
  const { pathname } = new URL(/"keyfactorAPIUrl": *"([^"]*)"/i.exec(config)?.[1] ?? '');
  const command = await startFront(sandbox.command.url, () => undefined, {
    at: pathname.replace(/\/$/, ''),
  });
  await workplace.write('config.json', filledIn(config, new URL(pathname, command).href));
  await workplace.write('fields.json', files.fields ?? (await original('fields.json')));
  await workplace.write('bannedcharacters.json', files.banned ?? shippedBanned);
  await workplace.write('nlog.config', await original('nlog.config'));
}

test.each([
  ['of 1.0.0', 'config.json'],
  ['of 1.1.0, with OAuth', 'config-oauth.json'],
  ['edited by hand', 'config-by-hand.json'],
])('the files %s work: the sample fields that SCM lacks are reported, the rest is done', async (_, name) => {
  await install(await original(name));
  const { code, stdout, stderr, summary } = await workplace.run(['sctokf', '--json']);
  expect(stderr).not.toMatch(/config\.json:|nlog/);
  expect(code).toBe(3);
  expectSummary(stdout);
  expect(summary().fields).toMatchObject({
    created: 2,
    leftOut: [{ field: 'Special String' }, { field: 'Special Number' }],
  });
  expect(summary().certificates.updated).toBeGreaterThan(10);
  expect(await workplace.logs()).toContain('"Special String", which SCM does not have');
  const [first] = sandbox.commandState.certificates().filter(({ metadata }) => 'SectigoID' in metadata);
  const { sslId = 0 } = sandbox.scmState.findBySerial(first?.serialNumber ?? '') ?? {};
  expect(first?.metadata.SectigoID).toBe(String(sslId));

  const text = await workplace.run(['sctokf']);
  expect(text.stdout).toContain('Left out:\n  fields.json lists the custom field "Special String"');
  expect(await workplace.run(['plan', 'sctokf'])).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('Left out:'),
  });
});

test('with import-all the files of 1.0.0 work, and its sample fields are a note', async () => {
  const config = (await original('config.json')).replace(
    '"importAllCustomFields": "false"',
    '"importAllCustomFields": "true"',
  );
  await install(config);
  expect(await workplace.run(['sctokf'])).toMatchObject({ code: 4 });
  expect(writesTo(sandbox)).toBe(0);
  const banned = await workplace.read('bannedcharacters.json');
  expect(JSON.parse(banned)).toMatchObject({ BannedCharacters: [{ replacementcharacter: 'null' }, {}] });

  await workplace.write('bannedcharacters.json', banned.replaceAll('"null"', '""'));
  const { code, summary, stderr } = await workplace.run(['sctokf', '--json']);
  expect(code).toBe(0);
  expect(summary().fields.leftOut).toEqual([]);
  // Nothing that a nightly run would mail.
  expect(stderr).not.toContain('WARN');
  expect(await workplace.logs()).toContain(
    'entries under CustomFields choose neither fields nor names nor types',
  );
  const names = sandbox.commandState.metadataFields().map(({ Name }) => Name);
  expect(names).toContain('CostCenter');
  expect(names).not.toContain('TestField');
});

test('the shipped list of banned characters, not filled in, matters to import-all alone', async () => {
  await install(await original('config.json'), { banned: shippedBlank });
  expect(await workplace.run(['plan', 'sctokf'])).toMatchObject({ code: 3 });
  expect(await workplace.read('bannedcharacters.json')).toBe(shippedBlank);

  const config = await workplace.read('config.json');
  await workplace.write(
    'config.json',
    config.replace('"importAllCustomFields": "false"', '"importAllCustomFields": "true"'),
  );
  expect(await workplace.run(['sctokf'])).toMatchObject({ code: 4 });
  expect(writesTo(sandbox)).toBe(0);
});

test('with import-all an entry that marks its field as sensitive keeps the values out of every output', async () => {
  await workplace.configure(sandbox);
  await workplace.write('fields.json', {
    CustomFields: [{ sectigoFieldName: 'cost center', sensitive: 'true' }],
  });
  const { code, stdout, stderr } = await workplace.run(['sctokf']);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('report') });
  const [{ customFields = {} } = {}] = sandbox.scmState
    .certificates()
    .filter(({ customFields: values }) => 'Cost Center' in values);
  const secret = customFields['Cost Center'] ?? '';
  expect(JSON.stringify(sandbox.metadata().command)).toContain(secret);
  const shown = await workplace.run(['show', 'last']);
  expect(shown.stdout).toContain('Cost_Center');
  for (const text of [stdout, stderr, shown.stdout, await workplace.logs()])
    expect(text).not.toContain(secret);
});

test('entries with the key that only 1.0.0 has work, with one note in the log file', async () => {
  const fields = (await original('fields.json')).replaceAll(
    '"keyfactorHint"',
    '"keyfactorAllowAPI": "true", "keyfactorHint"',
  );
  await install(await original('config.json'), { fields });
  const { code, stderr } = await workplace.run(['sctokf', '--json']);
  expect(code).toBe(3);
  expect(stderr).not.toContain('keyfactorAllowAPI');
  expect((await workplace.logs()).match(/keyfactorAllowAPI/g)).toHaveLength(1);
});

test.each([
  [
    '"issuerDNLookupTerm": "Sectigo"',
    '"issuerDNLookupTerm": "O=\\"Sectigo\\""',
    /config\.json, line 13, .*.*quotation mark/,
  ],
  [
    '"sectigoCustomerUri": "[^"]*"',
    '"sectigoCustomerUri": "ac\u200bme"',
    /config\.json, line 5, .*.*invisible/,
  ],
  [
    '"sectigoCustomerUri": "[^"]*"',
    '"sectigoCustomerUri": "https://cert-manager.com"',
    /config\.json, line 5, .*.*\/customer\/NAME/,
  ],
])('%s as %s ends with exit code 2, file and line, before any login', async (key, value, message) => {
  await install(await original('config.json'));
  const config = await workplace.read('config.json');
  await workplace.write('config.json', config.replace(new RegExp(key), value));
  const { code, stderr } = await workplace.run(['sctokf', '--json']);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(sandbox.requests.summary().total).toBe(0);
});
