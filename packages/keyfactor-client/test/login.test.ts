import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fromEnvironment } from '../src/index.ts';
import { connect, createClient, failureOf, oauthOf, start } from './start.ts';

test('a password that is not ASCII logs in, and the headers of Command go along', async () => {
  const sandbox = await start({ switches: { commandPassword: 'non-ascii' } });
  expect(sandbox.command.password).toMatch(/[^\p{ASCII}]/u);
  await connect(sandbox).status.check();
  await connect(sandbox, { requestedWith: 'XMLHttpRequest' }).status.check();
  expect(sandbox.requests.list({ system: 'command' }).map(({ headers }) => headers)).toMatchObject([
    { 'x-keyfactor-requested-with': 'APIClient', 'x-keyfactor-api-version': '1' },
    { 'x-keyfactor-requested-with': 'XMLHttpRequest', 'x-keyfactor-api-version': '1' },
  ]);
});

test.each([
  ['sent', { productVersion: expect.stringMatching(/^25\./) }],
  ['missing', {}],
] as const)(
  'the product version is reported where the server does: %s',
  async (productVersionHeader, expected) => {
    const sandbox = await start({ switches: { productVersionHeader } });
    expect(await connect(sandbox).status.check()).toEqual(expected);
  },
);

test.each(['html', 'empty', 'json'] as const)(
  'a wrong password is tried once, whatever follows, and the body is %s',
  async (unauthorizedBody) => {
    const sandbox = await start({ switches: { unauthorizedBody } });
    const { username } = sandbox.command;
    const client = connect(sandbox, { auth: { type: 'basic', username, password: 'wrong' } });
    const calls = Array.from({ length: 20 }, () => failureOf(client.status.check()));
    for (const failure of await Promise.all(calls)) {
      expect(failure).toMatchObject({
        code: 'unauthorized',
        message: expect.stringMatching(/^Keyfactor Command refused the login \(401\).*DOMAIN\\user/),
      });
    }
    expect(sandbox.requests.summary().command.total).toBe(1);
  },
);

test('concurrent calls share one token request', async () => {
  const sandbox = await start();
  const client = connect(sandbox, { auth: oauthOf(sandbox) });
  await Promise.all(Array.from({ length: 20 }, () => client.status.check()));
  const { oauth, command } = sandbox.requests.summary();
  expect([oauth.total, command.total, client.requestCount]).toEqual([1, 20, 20]);
});

test('the token request carries scopes and audience', async () => {
  const sandbox = await start();
  const auth = { ...oauthOf(sandbox), scopes: ['a', 'b'], audience: 'command' };
  await connect(sandbox, { auth }).status.check();
  expect(sandbox.requests.list({ system: 'oauth' })[0]?.body).toMatchObject({
    grant_type: 'client_credentials',
    client_id: auth.clientId,
    scope: 'a b',
    audience: 'command',
  });
});

test('a token is replaced when its end is near', async () => {
  const sandbox = await start({ switches: { tokenLifetimeSeconds: 100 } });
  const client = connect(sandbox, { auth: { ...oauthOf(sandbox), refreshSkewSeconds: 10 } });
  const clock = vi.spyOn(performance, 'now');
  const start_ = performance.now();
  for (const [seconds, tokens] of [
    [0, 1],
    [89, 1],
    [91, 2],
  ] as const) {
    clock.mockReturnValue(start_ + seconds * 1000);
    await client.status.check();
    expect(sandbox.requests.summary().oauth.total).toBe(tokens);
  }
  clock.mockRestore();
});

test.each(['sent', 'missing'] as const)(
  'a token that is no longer accepted is replaced once: expires_in is %s',
  async (expiresIn) => {
    const sandbox = await start({ switches: { expiresIn } });
    const client = connect(sandbox, { auth: oauthOf(sandbox) });
    await client.status.check();
    sandbox.revokeTokens();
    await Promise.all(Array.from({ length: 20 }, () => client.status.check()));
    expect(sandbox.requests.summary().oauth.total).toBe(2);
  },
);

test('a token that Command never accepts ends the client after one renewal', async () => {
  const sandbox = await start({ switches: { commandAuthentication: 'basic' } });
  const client = connect(sandbox, { auth: oauthOf(sandbox) });
  await Promise.all(Array.from({ length: 20 }, () => failureOf(client.status.check())));
  const { oauth, command } = sandbox.requests.summary();
  expect([oauth.total, command.total]).toEqual([2, 2]);
  await expect(client.status.check()).rejects.toThrow(
    expect.objectContaining({
      code: 'unauthorized',
      message: expect.stringContaining('trusts this identity provider'),
    }),
  );
});

test('a wrong client secret is tried once, and Command is not called', async () => {
  const sandbox = await start();
  const auth = { ...oauthOf(sandbox), clientSecret: 'wrong' };
  const client = connect(sandbox, { auth });
  const failures = await Promise.all(Array.from({ length: 20 }, () => failureOf(client.status.check())));
  for (const failure of failures) {
    expect(failure).toMatchObject({
      code: 'unauthorized',
      message: expect.stringMatching(/^OAuth2 identity provider refused the login.*client secret/),
    });
  }
  const { oauth, command } = sandbox.requests.summary();
  expect([oauth.total, command.total]).toEqual([1, 0]);
});

test('a token endpoint that fails for a moment is asked again', async () => {
  const sandbox = await start({ knobs: { failures: [{ system: 'oauth', response: 503, times: 1 }] } });
  await connect(sandbox, { auth: oauthOf(sandbox) }).status.check();
  expect(sandbox.requests.summary().oauth.total).toBe(2);
});

test('aborting ends the wait for a token', async () => {
  const sandbox = await start({ knobs: { oauth: { latencyMs: 60_000 } } });
  const client = connect(sandbox, { auth: oauthOf(sandbox) });
  const controller = new AbortController();
  const call = failureOf(client.status.check({ signal: controller.signal }));
  await vi.waitUntil(() => sandbox.requests.summary().oauth.total === 1, { timeout: 60_000 });
  controller.abort();
  expect(await call).toMatchObject({ code: 'aborted' });
});

test('a ready-made token logs in, and is not renewed', async () => {
  const sandbox = await start();
  const form = {
    grant_type: 'client_credentials',
    client_id: sandbox.oauth.clientId,
    client_secret: sandbox.oauth.clientSecret,
  };
  const response = await fetch(sandbox.oauth.tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: accessToken } = (await response.json()) as { access_token: string };
  const client = connect(sandbox, { auth: { type: 'token', accessToken } });
  await client.status.check();
  sandbox.revokeTokens();
  await expect(client.status.check()).rejects.toThrow(
    expect.objectContaining({ code: 'unauthorized', message: expect.stringContaining('may have expired') }),
  );
  expect(client.requestCount).toBe(2);
});

test('something else at the address is reported as such', async () => {
  const sandbox = await start();
  const { username, password } = sandbox.command;
  for (const baseUrl of [sandbox.management.url, `${sandbox.command.url}/wrong`]) {
    const client = createClient({ baseUrl, auth: { type: 'basic', username, password } });
    await expect(client.status.check()).rejects.toThrow(
      expect.objectContaining({
        code: 'not-this-api',
        message: expect.stringContaining('Check the base URL'),
      }),
    );
  }
});

test('no secret is in any error', async () => {
  const planted = 'pl4nted-Sécret';
  const sandbox = await start();
  const { username } = sandbox.command;
  const folder = await mkdtemp(path.join(tmpdir(), 'certbridge-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const configFile = path.join(folder, 'command_config.json');
  const profile = { host: 'command.invalid', username: 'svc', domain: 'CORP', password: planted };
  await writeFile(configFile, JSON.stringify({ servers: { default: profile } }));
  const logins = [
    { type: 'basic', username, password: planted },
    { type: 'oauth', ...sandbox.oauth, clientSecret: planted },
    { type: 'oauth', ...sandbox.oauth, tokenUrl: sandbox.management.url, clientSecret: planted },
    { type: 'oauth', ...sandbox.oauth, tokenUrl: 'https://idp.invalid/token', clientSecret: planted },
    { type: 'token', accessToken: 'pl4nted-token' },
    (await fromEnvironment({ configFile, env: {} })).auth,
  ] as const;
  const spellings = ['pl4nted', btoa(`${username}:`).slice(0, -4), encodeURIComponent(planted)];
  for (const auth of logins) {
    for (const baseUrl of [sandbox.command.url, 'https://command.invalid']) {
      const client = createClient({ baseUrl, auth, http: { retries: 0 } });
      const failure = (await failureOf(client.status.check())) as Error;
      const everything = [
        inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
        inspect(client, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
        JSON.stringify(failure),
        failure.message,
        failure.stack,
      ].join('\n');
      expect(everything).toContain('ApiError');
      for (const spelling of spellings) expect(everything).not.toContain(spelling);
      expect(failure.cause).toBeUndefined();
    }
  }
});
