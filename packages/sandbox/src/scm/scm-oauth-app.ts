import { Hono, type MiddlewareHandler } from 'hono';
import { createPipeline, type PipelineOptions, type SandboxEnv } from '../http/pipeline.ts';
import { requestPath } from '../http/request-path.ts';
import { issueToken, renderOAuthError } from '../oauth-app.ts';
import type { OAuthCredentials } from '../oauth-credentials.ts';
import { createRandom } from '../random.ts';
import { shiftedTime, type World } from '../world.ts';
import { renderScmError } from './scm-app.ts';
import { errorResponse, type ScmError } from './scm-error.ts';
import { createScmRoutes } from './scm-routes.ts';

/** Path of the token endpoint, same as Sectigo's. */
export const scmTokenPath = '/auth/realms/apiclients/protocol/openid-connect/token';

/** Creates the OAuth2 flavour of SCM, the "Admin Operations API", with its token endpoint. */
export function createScmOAuthApp(
  world: World,
  {
    credentials,
    pipeline,
  }: { credentials: OAuthCredentials; pipeline: Omit<PipelineOptions, 'system' | 'renderError'> },
): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>({ getPath: (request) => requestPath(request, world.switches) });
  const random = createRandom(world.seed, 'tokens of SCM');
  app.use(scmTokenPath, createPipeline({ ...pipeline, system: 'oauth', renderError: renderOAuthError }));
  app.post(scmTokenPath, (c) => issueToken(c, { world, credentials, random, tokens: world.scmTokens }));
  app.use(createPipeline({ ...pipeline, system: 'scm', renderError: renderScmError }));
  app.use(completeErrors(world));
  app.use(createBearerAuth(world, credentials));
  app.route('/', createScmRoutes(world, 'oauth'));
  app.onError((error) => errorResponse({ status: 500, code: -1, description: error.message }));
  app.notFound(() => errorResponse({ status: 404, code: -1, description: 'No such operation.' }));
  return app;
}

/** Checks the token. A refusal names the token endpoint. */
function createBearerAuth(world: World, { clientId }: OAuthCredentials): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const token = /^Bearer (?<token>\S+)$/i.exec(c.req.header('authorization') ?? '')?.groups?.token;
    const expiresAt = token === undefined ? undefined : world.scmTokens.get(token);
    if (expiresAt !== undefined && expiresAt > shiftedTime(world)) {
      c.set('account', clientId);
      return next();
    }
    const refusal = errorResponse({ status: 401, code: -16, description: 'Unknown user' });
    const tokenUrl = `${new URL(c.req.url).origin}${scmTokenPath}`;
    refusal.headers.set('www-authenticate', `Bearer realm="apiclients", token_url="${tokenUrl}"`);
    return refusal;
  };
}

/** Adds the keys to errors that only this flavour has. A switch removes the code, which this flavour doesn't guarantee. */
function completeErrors(world: World): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    await next();
    if (c.res.status < 400 || c.req.method === 'HEAD') return;
    const { code, description } = (await c.res.json()) as ScmError;
    const shown = world.switches.oauthErrorCode === 'sent' ? { code } : {};
    const { status, headers } = c.res;
    c.res = new Response(JSON.stringify({ ...shown, description, items: [], details: '' }), {
      status,
      headers,
    });
  };
}
