import type { Context, MiddlewareHandler } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import { checkCaller } from './check-caller.ts';
import type { Access } from './create-access.ts';
import type { ReceivedRequest } from './received-request.ts';

/** Lets only requests go on whose caller the access knows, and has them carry it. */
export function requireCaller({ authenticate }: Pick<Access, 'authenticate'>): MiddlewareHandler<GatewayEnv> {
  return async (context, next) => {
    context.set('caller', checkCaller(await authenticate(receivedRequest(context))));
    await next();
  };
}

/** What access looks at of a request. */
export function receivedRequest({ req, env }: Context<GatewayEnv>): ReceivedRequest {
  return { request: req.raw, peer: env.peer };
}
