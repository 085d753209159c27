import type { TLSSocket } from 'node:tls';
import { Hono, type MiddlewareHandler } from 'hono';
import {
  createPipeline,
  type PipelineOptions,
  type SandboxContext,
  type SandboxEnv,
} from '../http/pipeline.ts';
import { requestPath } from '../http/request-path.ts';
import type { World } from '../world.ts';
import type { ScmCredentials } from './scm-credentials.ts';
import { errorResponse } from './scm-error.ts';
import { createScmRoutes } from './scm-routes.ts';

/** Creates the simulated SCM: the same routes for password login and, at `/private`, for client certificates. */
export function createScmApp(
  world: World,
  {
    credentials,
    pipeline,
  }: { credentials: ScmCredentials; pipeline: Omit<PipelineOptions, 'system' | 'renderError'> },
): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>({ getPath: (request) => requestPath(request, world.switches) });
  app.use(createPipeline({ ...pipeline, system: 'scm', renderError: renderScmError }));
  app.use(createScmAuth(world, credentials));
  const routes = createScmRoutes(world, 'header');
  app.route('/private', routes);
  app.route('/', routes);
  app.onError((error) => errorResponse({ status: 500, code: -1, description: error.message }));
  app.notFound(() => errorResponse({ status: 404, code: -1, description: 'No such operation.' }));
  return app;
}

/** Renders an injected error in SCM's format. */
export function renderScmError(status: number): { contentType: string; body: string } {
  return {
    contentType: 'application/json;charset=UTF-8',
    body: JSON.stringify({ code: -1, description: `Injected error ${status}` }),
  };
}

/**
 * Creates the login check: header `password`, or a TLS client certificate at `/private`.
 *
 * All failures are the same: 401 with code -16.
 */
function createScmAuth(world: World, credentials: ScmCredentials): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    const { login, password, customerUri } = credentials;
    const account = c.req.header('customerUri') ?? '';
    const sameAccount =
      account === customerUri ||
      (world.switches.customerUriCase === 'ignored' && account.toLowerCase() === customerUri.toLowerCase());
    const proven = c.req.path.startsWith('/private/')
      ? hasClientCertificate(c)
      : c.req.header('password') === password;
    if (c.req.header('login') === login && sameAccount && proven) {
      c.set('account', login);
      return next();
    }
    return errorResponse({ status: 401, code: world.switches.loginErrorCode, description: 'Unknown user' });
  };
}

function hasClientCertificate(c: SandboxContext): boolean {
  const socket = c.env.incoming.socket as Partial<TLSSocket>;
  return socket.authorized === true;
}
