import type { SandboxContext } from '../http/pipeline.ts';
import type { Random } from '../random.ts';
import { shiftedTime, type World } from '../world.ts';

/** Client that a token endpoint knows. */
export interface OAuthCredentials {
  clientId: string;
  clientSecret: string;
}

/** Answers a token request, grant `client_credentials`, and keeps the token in `tokens`. */
export function answerToken(
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

/** Renders the error of a fault knob in the form of a token endpoint. */
export function renderOAuthError(status: number): { contentType: string; body: string } {
  return { contentType: 'application/json', body: JSON.stringify({ error: `injected_${status}` }) };
}

function oauthError(status: 400 | 401, error: string): Response {
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store' } });
}
