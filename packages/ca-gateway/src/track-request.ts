import { randomUUID } from 'node:crypto';
import { getConfig, getLogger, withContext } from '@logtape/logtape';
import type { MiddlewareHandler } from 'hono';
import type { GatewayEnv } from './gateway-env.ts';
import { operationOf } from './operations/operation-of.ts';

const logger = getLogger(['certbridge', 'ca-gateway', 'request']);

/** Gives each request an id, which its log records and its response carry. One that the caller sends is no id of ours. */
export const trackRequest: MiddlewareHandler<GatewayEnv> = async (context, next) => {
  const requestId = randomUUID();
  context.set('requestId', requestId);
  context.header('X-Request-Id', requestId);
  // Without storage for it, the log would tell at each request that there is none.
  if (getConfig()?.contextLocalStorage === undefined) await next();
  else await withContext({ requestId }, next);
  logger.debug('{operation}: {status}', () => ({
    requestId,
    operation: operationOf(context),
    status: context.res.status,
  }));
};
