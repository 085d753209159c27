import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, startSandbox } from '../src/index.ts';
import { createCommandCall, createScmCall } from './checked-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 5 });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.setSwitches(defaultSwitches()));

const basic = (user: string, password: string, encoding: BufferEncoding = 'utf8') =>
  `Basic ${Buffer.from(`${user}:${password}`, encoding).toString('base64')}`;

async function fetchToken(
  change: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { tokenUrl, clientId, clientSecret } = sandbox.oauth;
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...change,
  };
  const response = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('SCM', () => {
  it.each([
    { login: 'nobody' },
    { password: 'wrong' },
    { password: undefined },
    { customerUri: 'other' },
    { customerUri: 'CORP' },
  ])('refuses %o with 401 and -16', async (headers) => {
    const response = await createScmCall(sandbox)('GET /api/ssl/v1', { headers });
    expect(response).toMatchObject({ status: 401, json: { code: -16, description: 'Unknown user' } });
  });

  it('takes customerUri in any case by switch', async () => {
    sandbox.setSwitches({ customerUriCase: 'ignored' });
    expect(
      (await createScmCall(sandbox)('GET /api/ssl/v1', { headers: { customerUri: 'CORP' } })).status,
    ).toBe(200);
  });

  it('does not take a password under /private', async () => {
    const { url, login, password, customerUri } = sandbox.scm;
    const response = await fetch(`${url}/private/api/ssl/v1/types`, {
      headers: { login, password, customerUri },
    });
    expect(response.status).toBe(401);
  });
});

describe('Command with Basic authentication', () => {
  const status = async (authorization: string | undefined) =>
    (await createCommandCall(sandbox)('GET /Status/Endpoints', { headers: { authorization } })).status;

  it('takes a password of ASCII letters, or by switch one that must come in UTF-8', async () => {
    expect(sandbox.command.password).toMatch(/^[!-~]+$/);
    expect(await status(basic(sandbox.command.username, sandbox.command.password, 'ascii'))).toBe(200);
    sandbox.setSwitches({ commandPassword: 'non-ascii' });
    const { username, password } = sandbox.command;
    expect(await status(basic(username, password))).toBe(200);
    expect(await status(basic(username, password, 'latin1'))).toBe(401);
    expect(await status(basic(username, password, 'ascii'))).toBe(401);
    expect(await status(basic(username, 'wrong'))).toBe(401);
    expect(await status(undefined)).toBe(401);
  });

  it('returns 401 with HTML, nothing or JSON', async () => {
    const refused = () =>
      createCommandCall(sandbox)('GET /Status/Endpoints', { headers: { authorization: undefined } });
    expect((await refused()).headers.get('content-type')).toContain('text/html');
    sandbox.setSwitches({ unauthorizedBody: 'empty' });
    expect((await refused()).text).toBe('');
    sandbox.setSwitches({ unauthorizedBody: 'json' });
    expect((await refused()).json).toHaveProperty('Message');
  });

  it('needs x-keyfactor-requested-with, or returns 400 or 401', async () => {
    const call = createCommandCall(sandbox);
    const statusWith = async (value: string | undefined) =>
      (await call('GET /Status/Endpoints', { headers: { 'x-keyfactor-requested-with': value } })).status;
    expect(await statusWith('XMLHttpRequest')).toBe(200);
    expect(await statusWith(undefined)).toBe(400);
    expect(await statusWith('curl')).toBe(400);
    sandbox.setSwitches({ missingRequestedWith: 401 });
    expect(await statusWith(undefined)).toBe(401);
  });

  it('refuses another API version by switch', async () => {
    const call = createCommandCall(sandbox);
    const version = async (value: string) =>
      (await call('GET /Status/Endpoints', { headers: { 'x-keyfactor-api-version': value } })).status;
    expect(await version('2')).toBe(200);
    sandbox.setSwitches({ unknownApiVersion: 'refused' });
    expect(await version('2')).toBe(400);
    expect(await version('1.0')).toBe(200);
  });

  it('is off where only OAuth is accepted', async () => {
    sandbox.setSwitches({ commandAuthentication: 'oauth' });
    expect(await status(basic(sandbox.command.username, sandbox.command.password))).toBe(401);
  });

  it('matches paths without regard to case', async () => {
    const { url, username, password } = sandbox.command;
    const headers = { authorization: basic(username, password), 'x-keyfactor-requested-with': 'APIClient' };
    expect((await fetch(`${url.toLowerCase()}/CERTIFICATES`, { headers })).status).toBe(200);
    expect((await fetch(url.replace('/KeyfactorAPI', '/Certificates'), { headers })).status).toBe(404);
  });
});

describe('Command with a token', () => {
  const status = async (token: unknown) =>
    (
      await createCommandCall(sandbox)('GET /Status/Endpoints', {
        headers: { authorization: `Bearer ${token}` },
      })
    ).status;

  it('accepts tokens of the token endpoint until they are revoked', async () => {
    const { body } = await fetchToken();
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(await status(body.access_token)).toBe(200);
    expect(await status('invented')).toBe(401);
    expect(sandbox.revokeTokens()).toBeGreaterThan(0);
    expect(await status(body.access_token)).toBe(401);
  });

  it('refuses a token at the end of its life', async () => {
    sandbox.setSwitches({ tokenLifetimeSeconds: 0 });
    expect(await status((await fetchToken()).body.access_token)).toBe(401);
  });

  it('knows tokens from version 11 on, unless only Basic is accepted', async () => {
    const { body } = await fetchToken();
    sandbox.setSwitches({ commandVersion: 10 });
    expect(await status(body.access_token)).toBe(401);
    sandbox.setSwitches({ commandVersion: 11 });
    expect(await status(body.access_token)).toBe(200);
    sandbox.setSwitches({ commandAuthentication: 'basic' });
    expect(await status(body.access_token)).toBe(401);
  });
});

describe('the token endpoint', () => {
  it('leaves out expires_in by switch and repeats the scope', async () => {
    sandbox.setSwitches({ expiresIn: 'missing' });
    const { body } = await fetchToken({ scope: 'openid' });
    expect(body).not.toHaveProperty('expires_in');
    expect(body.scope).toBe('openid');
  });

  it('refuses a wrong secret with 401 and another grant with 400', async () => {
    expect(await fetchToken({ client_secret: 'wrong' })).toEqual({
      status: 401,
      body: { error: 'invalid_client' },
    });
    expect(await fetchToken({ grant_type: 'password' })).toEqual({
      status: 400,
      body: { error: 'unsupported_grant_type' },
    });
  });

  it('takes a form only', async () => {
    const response = await fetch(sandbox.oauth.tokenUrl, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
  });
});
