import { Hono } from 'hono';
import {
  createPipeline,
  type PipelineOptions,
  type SandboxContext,
  type SandboxEnv,
} from './http/pipeline.ts';
import type { OAuthCredentials } from './oauth-credentials.ts';
import { createRandom, type Random } from './random.ts';
import { shiftedTime, type World } from './world.ts';

/** Creates the token endpoint `POST /oauth2/token` of an identity provider that Command trusts. */
export function createOAuthApp(
  world: World,
  {
    credentials,
    pipeline,
  }: { credentials: OAuthCredentials; pipeline: Omit<PipelineOptions, 'system' | 'renderError'> },
): Hono<SandboxEnv> {
  const random = createRandom(world.seed, 'tokens');
  const app = new Hono<SandboxEnv>();
  app.use(createPipeline({ ...pipeline, system: 'oauth', renderError: renderOAuthError }));
  app.post('/oauth2/token', (c) => issueToken(c, { world, credentials, random, tokens: world.tokens }));
  return app;
}

/** Handles a token request with grant `client_credentials`; adds the token to `tokens`. */
export function issueToken(
  c: SandboxContext,
  {
    world,
    credentials,
    random,
    tokens,
  }: { world: World; credentials: OAuthCredentials; random: Random; tokens: Map<string, number> },
): Response {
  const form = new URLSearchParams(c.get('body'));
  if (!(c.req.header('content-type') ?? '').startsWith('application/x-www-form-urlencoded'))
    return oauthError(400, 'invalid_request');
  if (form.get('grant_type') !== 'client_credentials') return oauthError(400, 'unsupported_grant_type');
  const known =
    form.get('client_id') === credentials.clientId && form.get('client_secret') === credentials.clientSecret;
  if (!known) return oauthError(401, 'invalid_client');
  const { tokenLifetimeSeconds, expiresIn } = world.switches;
  const token = `sandbox-token-${random.below(0x1_0000_0000).toString(16)}${random.below(0x1_0000_0000).toString(16)}`;
  tokens.set(token, shiftedTime(world) + tokenLifetimeSeconds * 1000);
  const scope = form.get('scope');
  return Response.json(
    {
      access_token: token,
      token_type: 'Bearer',
      ...(expiresIn === 'sent' ? { expires_in: tokenLifetimeSeconds } : {}),
      ...(scope === null ? {} : { scope }),
    },
    { headers: { 'cache-control': 'no-store' } },
  );
}

/** Renders an injected error in the format of a token endpoint. */
export function renderOAuthError(status: number): { contentType: string; body: string } {
  return { contentType: 'application/json', body: JSON.stringify({ error: `injected_${status}` }) };
}

function oauthError(status: 400 | 401, error: string): Response {
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store' } });
}
