import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';

/**
 * Refuses requests of browsers that lack a header which no page of another site can set: a browser would add the user's certificate to them.
 * Other clients need no such header.
 */
export const refuseBrowsers: MiddlewareHandler<GatewayEnv> = async ({ req }, next) => {
  const isBrowser = req.header('Sec-Fetch-Mode') !== undefined || req.header('Sec-Fetch-Dest') !== undefined;
  if (isBrowser && req.header('X-Keyfactor-Requested-With') === undefined) {
    throw new GatewayError(403, 'A browser must send the header X-Keyfactor-Requested-With.');
  }
  await next();
};
