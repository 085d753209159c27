import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { SectigoClient } from '../src/index.ts';
import { csr, order } from './operations.ts';
import { connect, connectByOAuth, createClient, failureOf, start } from './start.ts';

test.each(['', '/', '/api', '/api/', '/private/', '/private/api'])(
  'the base URL may end in "%s"',
  async (ending) => {
    const sandbox = await start();
    expect(await connect(sandbox, { baseUrl: sandbox.scm.url + ending }).profiles.list()).not.toEqual([]);
  },
);

test.each([-16, -970] as const)(
  'a wrong password is tried once, whatever follows: %d',
  async (loginErrorCode) => {
    const sandbox = await start({ switches: { loginErrorCode } });
    const { login } = sandbox.scm;
    const client = connect(sandbox, { auth: { type: 'password', login, password: 'Wr0ng-and-secret' } });
    const calls = Array.from({ length: 20 }, (_, id) => failureOf(client.certificates.get(id + 1)));
    const [failure, ...others] = await Promise.all(calls);
    expect(failure).toMatchObject({
      code: 'unauthorized',
      status: 401,
      apiCode: loginErrorCode,
      message: expect.stringMatching(/^Sectigo SCM refused the login \(401\).*the password may have expired/),
    });
    expect(others.every((other) => (other as { code?: string }).code === 'unauthorized')).toBe(true);
    await expect(client.profiles.list()).rejects.toThrow(expect.objectContaining({ code: 'unauthorized' }));
    expect(sandbox.requests.summary().scm.total).toBe(1);
    expect(client.requestCount).toBe(1);
  },
);

test.each([
  [{ login: '', password: 'b' }, 'The login name is empty'],
  [{ login: 'a', password: '' }, 'The password is empty'],
  [{ login: 'a', password: 'hidden\n' }, 'The password contains a control character'],
  [{ login: 'a', password: 'hidden ' }, 'The password begins or ends with a blank'],
])('a login that no header can carry is refused without being repeated: %j', async (login, message) => {
  const options = {
    baseUrl: 'https://scm.invalid',
    customerUri: 'corp',
    auth: { type: 'password', ...login },
  } as const;
  const failure = await failureOf((async () => createClient(options))());
  expect(failure).toMatchObject({ code: 'invalid-argument', message: expect.stringContaining(message) });
  expect(inspect(failure)).not.toContain('hidden');
});

test('a token is fetched once for all calls, and renewed when it is refused', async () => {
  const sandbox = await start();
  const client = connectByOAuth(sandbox);
  const tokens = () => sandbox.requests.list({ system: 'oauth' }).length;
  await Promise.all([client.profiles.list(), client.organizations.list(), client.certificates.count()]);
  expect(tokens()).toBe(1);
  const [request] = sandbox.requests.list({ system: 'scm' });
  expect(request?.headers).not.toHaveProperty('password');
  sandbox.revokeTokens();
  await client.profiles.list();
  expect(tokens()).toBe(2);
});

test('a customer URI beside OAuth2 is taken and sent nowhere', async () => {
  const sandbox = await start();
  await connectByOAuth(sandbox, { customerUri: 'corp' }).profiles.list();
  for (const { path, headers } of sandbox.requests.list()) {
    expect(headers, path).not.toHaveProperty('customeruri');
    expect(JSON.stringify(headers), path).not.toContain('corp');
  }
});

test('an order whose token is refused is sent again with a new one, and placed once', async () => {
  const sandbox = await start();
  const client = connectByOAuth(sandbox);
  await client.profiles.list();
  sandbox.revokeTokens();
  const before = sandbox.scmState.size;
  await client.certificates.enroll({ ...order, csr });
  expect(sandbox.scmState.size).toBe(before + 1);
});

test('a wrong client secret is tried once, and SCM is not asked', async () => {
  const sandbox = await start();
  const { url: baseUrl, tokenUrl, clientId } = sandbox.scmOAuth;
  const auth = { type: 'oauth', tokenUrl, clientId, clientSecret: 'Wr0ng-and-secret' } as const;
  const client = createClient({ baseUrl, auth });
  const calls = Array.from({ length: 10 }, () => failureOf(client.profiles.list()));
  for (const failure of await Promise.all(calls)) {
    expect(failure).toMatchObject({ code: 'unauthorized' });
    expect(inspect(failure, { showHidden: true })).not.toContain('Wr0ng');
  }
  expect(client.requestCount).toBe(0);
  expect(sandbox.requests.list({ system: 'oauth' })).toHaveLength(1);
});

test('a token that SCM does not take ends the client after one renewal', async () => {
  const sandbox = await start();
  const { tokenUrl, clientId, clientSecret } = sandbox.scmOAuth;
  // The header-login host of the same server knows no tokens.
  const auth = { type: 'oauth', tokenUrl, clientId, clientSecret } as const;
  const client = createClient({ baseUrl: sandbox.scm.url, auth });
  expect(await failureOf(client.profiles.list())).toMatchObject({
    code: 'unauthorized',
    message: expect.stringContaining('check that the base URL is that of the Admin Operations API'),
  });
  expect(client.requestCount).toBe(2);
});

/** Everything that a failure shows, in whatever way it is looked at. */
function everythingOf(failure: unknown): string {
  const { message, stack, cause } = failure as Error;
  expect(cause).toBeUndefined();
  const shown = inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true });
  return [shown, JSON.stringify(failure), message, stack].join('\n');
}

test('no secret of OAuth2 is in any error, log entry or the client', async () => {
  const clientSecret = 'pl4nted-sécret';
  const sandbox = await start();
  const { url, tokenUrl, clientId } = sandbox.scmOAuth;
  const log: unknown[] = [];
  for (const options of [
    { baseUrl: url, tokenUrl },
    { baseUrl: url, tokenUrl: `${url}/nowhere` },
    { baseUrl: url, tokenUrl: 'https://idp.invalid/token' },
    { baseUrl: url, tokenUrl: tokenUrl.replace('http:', 'https:') },
    { baseUrl: 'https://scm.invalid', tokenUrl },
  ]) {
    const client = createClient({
      baseUrl: options.baseUrl,
      auth: { type: 'oauth', tokenUrl: options.tokenUrl, clientId, clientSecret },
      http: { retries: 0, onRequest: (entry) => log.push(entry) },
    });
    const everything = everythingOf(await failureOf(client.certificates.get(1)));
    expect(everything).toContain('ApiError');
    expect(everything).not.toContain('pl4nted');
    expect(inspect(client, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('pl4nted');
  }
  expect(JSON.stringify(log)).not.toContain('pl4nted');
});

test('no access token is in any error, not even where the server repeats it', async () => {
  const tokenUrl = 'https://idp.example/token';
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (String(input) === tokenUrl) return Response.json({ access_token: 'pl4nted-token', expires_in: 3600 });
    const authorization = new Headers(init?.headers).get('authorization');
    const description = `Refused: ${authorization}, that is pl4nted-token.`;
    return Response.json({ code: -1601, description }, { status: 400 });
  };
  const auth = { type: 'oauth', tokenUrl, clientId: 'a', clientSecret: 'b' } as const;
  const client = createClient({ baseUrl: 'https://scm.example', auth, http: { fetch } });
  const everything = everythingOf(await failureOf(client.certificates.get(1)));
  expect(everything).toContain('that is ***');
  expect(everything).not.toContain('pl4nted');
});

test('nothing of what was sent is in any error', async () => {
  const sandbox = await start();
  const passPhrase = 'pl4nted pass phrase';
  const calls: ((client: SectigoClient) => Promise<unknown>)[] = [
    ({ certificates }) =>
      certificates.enrollWithKeyGeneration({ ...order, orgId: 424_242, commonName: 'a.example', passPhrase }),
    ({ certificates }) => certificates.enroll({ ...order, csr, comments: 'pl4nted', term: 91 }),
    ({ persons }) => persons.get(999_999),
  ];
  for (const client of [connect(sandbox), connectByOAuth(sandbox)]) {
    for (const call of calls) expect(everythingOf(await failureOf(call(client)))).not.toContain('pl4nted');
  }
});

test('no secret is in any error', async () => {
  const password = 'pl4nted-Pässwörd';
  const sandbox = await start();
  const { url: baseUrl, login, customerUri } = sandbox.scm;
  const failures = [];
  for (const options of [
    { baseUrl },
    { baseUrl: `${baseUrl}/nowhere` },
    { baseUrl: 'https://scm.invalid' },
    { baseUrl: baseUrl.replace('http:', 'https:') },
    { baseUrl: sandbox.command.url },
  ]) {
    const http = { retries: 0 };
    const client = createClient({
      ...options,
      customerUri,
      http,
      auth: { type: 'password', login, password },
    });
    failures.push(await failureOf(client.certificates.get(1)));
    expect(inspect(client, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('pl4nted');
  }
  for (const failure of failures) {
    const { message, stack, cause } = failure as Error;
    const everything = [
      inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      JSON.stringify(failure),
      message,
      stack,
    ].join('\n');
    expect(everything).toContain('ApiError');
    expect(everything).not.toContain('pl4nted');
    expect(cause).toBeUndefined();
  }
});
