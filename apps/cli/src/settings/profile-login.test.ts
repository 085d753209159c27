import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';
import { readProfileLogin } from './profile-login.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'certbridge-profile-'));
  await mkdir(path.join(home, '.keyfactor'));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const basic = { host: 'kf.example.com', username: 'svc', domain: 'CORP', password: 'hidden' };

async function read(
  profile: unknown,
  { env = {}, config = {} }: { env?: Record<string, string>; config?: Record<string, unknown> } = {},
) {
  if (profile !== undefined) {
    const text = JSON.stringify({ servers: { default: profile } });
    await writeFile(path.join(home, '.keyfactor', 'command_config.json'), text);
  }
  const all = { HOME: home, USERPROFILE: home, ...env };
  const document = { config };
  return readProfileLogin(all, { config: document, environment: readEnvironment(all, document) });
}

test('login and address come from the profile where nothing else has them', async () => {
  expect(await read(basic)).toMatchObject({
    overrides: {
      keyfactorAPIUrl: 'https://kf.example.com/KeyfactorAPI',
      keyfactorLogin: 'CORP\\svc',
      keyfactorPassword: 'hidden',
    },
    notes: [expect.stringMatching(/kf\.example\.com(?!.*hidden)/)],
    problems: [],
  });
});

test('client credentials and tokens come from the profile too', async () => {
  const config = { keyfactorAPIUrl: 'https://KF.example.com/Other', keyfactorOAuth: { tokenUrl: '' } };
  const oauth = {
    host: 'kf.example.com',
    client_id: 'id',
    client_secret: 's',
    token_url: 'https://idp.example.com/token',
    scopes: ['a', 'b'],
    audience: 'command',
  };
  expect((await read(oauth, { config })).overrides).toEqual({
    keyfactorOAuth: {
      tokenUrl: 'https://idp.example.com/token',
      clientId: 'id',
      clientSecret: 's',
      scopesCsv: 'a,b',
      audience: 'command',
    },
  });
  const token = { host: 'kf.example.com', access_token: 't' };
  expect((await read(token, { config })).overrides).toEqual({ keyfactorAccessToken: 't' });
});

test.each([
  { config: { keyfactorPassword: 'p' } },
  { config: { KeyfactorLogin: 'CORP\\svc' } },
  { config: { keyfactorOAuth: { tokenUrl: 'https://idp.example.com' } } },
  { config: { keyfactorAccessToken: 't' } },
  { env: { KEYFACTOR_PASSWORD: 'p' } },
  { env: { KEYFACTOR_AUTH_CLIENT_ID: 'id' } },
  { env: { KEYFACTOR_AUTH_ACCESS_TOKEN: 't' } },
  { env: { HOME: '', USERPROFILE: '' } },
])('the profile is not looked at with %j', async (options) => {
  expect(await read(basic, options)).toEqual({ overrides: {}, notes: [], problems: [] });
});

test('without a profile there is nothing', async () => {
  expect(await read(undefined)).toEqual({ overrides: {}, notes: [], problems: [] });
});

test('a login is not taken to another host', async () => {
  const config = { keyfactorAPIUrl: 'https://other.example.com/KeyfactorAPI' };
  const reading = await read(basic, { config });
  expect(reading.overrides).toEqual({});
  expect(reading.notes).toEqual([expect.stringContaining('is not used for other.example.com')]);
  const env = { KEYFACTOR_HOSTNAME: 'other.example.com' };
  expect((await read(basic, { env })).overrides).toEqual({});
});

test('a profile that cannot be used is a problem without its secrets', async () => {
  const { problems } = await read({ ...basic, auth_type: 'kerberos', password: '' });
  expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('Kerberos') })]);
  const broken = await read({ ...basic, password: ['hidden'] });
  expect(broken.problems).toHaveLength(1);
  expect(JSON.stringify(broken.problems)).not.toContain('hidden');
});
