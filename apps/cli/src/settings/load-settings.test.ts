import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigurationError, type ConfigurationFault } from '../configuration-error.ts';
import { encodeText, type TextEncoding } from '../files/text-file.ts';
import { loadSettings } from './load-settings.ts';

const fixtures = path.join(import.meta.dirname, '../../test/fixtures/original');
const originals = {
  config: await readFile(path.join(fixtures, 'config.json'), 'utf8'),
  oauth: await readFile(path.join(fixtures, 'config-oauth.json'), 'utf8'),
  byHand: await readFile(path.join(fixtures, 'config-by-hand.json'), 'utf8'),
  fields: await readFile(path.join(fixtures, 'fields.json'), 'utf8'),
  banned: await readFile(path.join(fixtures, 'bannedcharacters.json'), 'utf8'),
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-settings-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
}

async function problems(env: Record<string, string> = {}): Promise<ConfigurationFault[]> {
  try {
    await loadSettings(folder, { env });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).problems.map((problem) => ({
      ...problem,
      file: path.basename(problem.file),
    }));
  }
  throw new Error('nothing was thrown');
}

describe('the configuration of the original works unchanged', () => {
  test('as shipped', async () => {
    await write({
      'config.json': originals.config,
      'fields.json': originals.fields,
      'bannedcharacters.json': originals.banned,
    });
    const { settings, notes } = await loadSettings(folder, { env: {} });
    expect(settings).toMatchObject({
      sectigo: { baseUrl: 'https://cert-manager.com', pageSize: 25, sslTypeIds: [111_111, 222_222] },
      keyfactor: { login: { type: 'basic', username: 'DOMAIN\\Username' }, issuerLookupTerm: 'Sectigo' },
      importAllCustomFields: false,
      syncRevokedAndExpired: true,
      enableDisabledFields: false,
    });
    expect(settings.manualFields).toHaveLength(2);
    expect(settings.customFields).toHaveLength(2);
    expect(settings.replacements).toEqual(
      new Map([
        [' ', '_'],
        ['/', null],
      ]),
    );
    expect(notes).toEqual([]);
  });

  test('with the OAuth block', async () => {
    await write({ 'config.json': originals.oauth, 'fields.json': originals.fields });
    const { settings } = await loadSettings(folder, { env: {} });
    expect(settings.keyfactor.login).toMatchObject({
      type: 'oauth',
      audience: 'https://test.us.auth0.com/api/v2/',
    });
  });

  test.each<[TextEncoding, string]>([
    ['utf-8', '\n'],
    ['utf-8', '\r\n'],
    ['utf-8-bom', '\r\n'],
    ['utf-16le', '\r\n'],
    ['utf-16be', '\n'],
  ])('edited by hand, in %s with %j, file names in any letter case', async (encoding, eol) => {
    const encode = (text: string) => encodeText(text.replaceAll('\n', eol), encoding);
    await write({
      'Config.json': encode(originals.byHand),
      'FIELDS.JSON': encode(
        originals.fields.replaceAll('"keyfactorHint"', '"keyfactorAllowAPI": "true", "keyfactorHint"'),
      ),
      'bannedCharacters.json': encode(originals.banned),
    });
    const byHand = await loadSettings(folder, { env: {} });
    await rm(folder, { recursive: true });
    folder = await mkdtemp(path.join(tmpdir(), 'certbridge-settings-'));
    await write({
      'config.json': originals.config,
      'fields.json': originals.fields,
      'bannedcharacters.json': originals.banned,
    });
    const asShipped = await loadSettings(folder, { env: {} });
    const { baseUrl: _sectigo, ...sectigo } = byHand.settings.sectigo;
    const { baseUrl: _keyfactor, ...keyfactor } = byHand.settings.keyfactor;
    expect(asShipped.settings).toMatchObject({ ...byHand.settings, sectigo, keyfactor });
    expect(byHand.notes).toEqual([expect.stringContaining('keyfactorAllowAPI in 4 entries')]);
    expect(path.basename(byHand.bannedCharactersFile)).toBe('bannedCharacters.json');
  });
});

test('every problem of every file is reported at once, with its place', async () => {
  await write({
    'config.json': originals.config
      .replace('[ 111111, 222222 ]', '[]')
      .replace('"sectigoLogin"', '"sectigoLogon"'),
    'fields.json': originals.fields.replace('"certType.id"', '"certTyp.id"'),
    'bannedcharacters.json': '[{"character": "/", "replacementCharacter": "/"}]',
  });
  const found = await problems();
  expect(found.map(({ file, path: place, line }) => [file, place, line])).toEqual([
    ['config.json', 'config.sectigoLogon', 3],
    ['config.json', 'config.sslTypeIds', 15],
    ['config.json', 'config.sectigoLogin', undefined],
    ['fields.json', 'ManualFields[1].sectigoFieldName', 22],
    ['bannedcharacters.json', '[0].replacementCharacter', 1],
  ]);
});

test('a file that cannot be read does not hide the problems of the others', async () => {
  await write({
    'config.json': originals.config.replace('[ 111111, 222222 ]', '[]'),
    'bannedcharacters.json': '[',
  });
  expect(await problems({ KEYFACTOR_PORT: 'x' })).toMatchObject([
    { file: 'fields.json', message: 'the file does not exist' },
    { file: 'bannedcharacters.json', line: 1, column: 2 },
    { file: 'environment', path: 'KEYFACTOR_PORT' },
    { file: 'config.json', path: 'config.sslTypeIds' },
  ]);
});

test('problems found earlier come first', async () => {
  const earlier = [{ file: 'nlog.config', message: 'm', remedy: 'r' }];
  await write({ 'config.json': originals.config });
  await expect(loadSettings(folder, { env: {}, earlier })).rejects.toMatchObject({
    problems: [{ file: 'nlog.config' }, { message: 'the file does not exist' }],
  });
});

test('a variable overrides the file, and a bad one is named instead of the file', async () => {
  await write({ 'config.json': originals.config, 'fields.json': originals.fields });
  const env = { SECTIGO_BASE_URL: 'https://scm.example.com', KEYFACTOR_HOSTNAME: 'kf.example.com' };
  expect((await loadSettings(folder, { env })).settings).toMatchObject({
    sectigo: { baseUrl: 'https://scm.example.com' },
    keyfactor: { baseUrl: 'https://kf.example.com/keyfactorapi' },
  });
  expect(await problems({ SECTIGO_BASE_URL: 'scm.example.com' })).toMatchObject([
    { file: 'environment', path: 'SECTIGO_BASE_URL' },
  ]);
});

test('a setting that only a variable gives is missing in the environment', async () => {
  await write({ 'config.json': originals.config, 'fields.json': originals.fields });
  expect(await problems({ SECTIGO_CLIENT_ID: 'id', SECTIGO_TOKEN_URL: 'nowhere:' })).toMatchObject([
    { file: 'environment', path: 'SECTIGO_TOKEN_URL' },
    { file: 'environment', path: 'SECTIGO_CLIENT_SECRET', message: 'is missing' },
  ]);
});

test("a value of a profile of Keyfactor's own tools is wrong there", async () => {
  const profile = { host: 'kf.example.com', client_id: 'id', client_secret: 's', token_url: 'nowhere:' };
  const config = originals.config.replaceAll(
    /"keyfactor(Login|Password|APIUrl)": *"[^"]*"/g,
    '"keyfactor$1": ""',
  );
  await write({
    'config.json': config,
    'fields.json': originals.fields,
    'command_config.json': JSON.stringify({ servers: { default: profile } }),
  });
  const env = { KEYFACTOR_AUTH_CONFIG_FILE: path.join(folder, 'command_config.json') };
  expect(await problems(env)).toMatchObject([{ file: "profile of Keyfactor's own tools", path: 'tokenUrl' }]);
});
