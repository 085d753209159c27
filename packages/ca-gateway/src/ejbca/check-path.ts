import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';

/** Refuses paths whose percent-encoding is broken: hono would take what it can't decode as it stands. */
export const checkPath: MiddlewareHandler<GatewayEnv> = async ({ req }, next) => {
  try {
    decodeURIComponent(req.path);
  } catch {
    throw new GatewayError(400, 'The percent-encoding of the path is broken. Encode it as UTF-8.');
  }
  await next();
};
