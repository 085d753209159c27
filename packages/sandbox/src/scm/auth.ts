import type { TLSSocket } from 'node:tls';
import type { MiddlewareHandler } from 'hono';
import type { SandboxContext, SandboxEnv } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import type { ScmCredentials } from './scm-credentials.ts';
import { errorResponse } from './scm-error.ts';

/**
 * Creates the login check: header `password`, or a TLS client certificate at `/private`.
 *
 * All failures are the same: 401 with code -16.
 */
export function createScmAuth(world: World, credentials: ScmCredentials): MiddlewareHandler<SandboxEnv> {
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
