import type { CaHost } from '@certbridge/ca-host';
import { Hono, type MiddlewareHandler } from 'hono';
import { createEjbcaApp } from './ejbca/create-ejbca-app.ts';
import { renderError } from './ejbca/render-error.ts';
import { routingPath } from './ejbca/routing-path.ts';
import type { GatewayEnv } from './gateway-env.ts';

/** Options of {@link createGateway}. */
export interface GatewayOptions {
  readonly host: CaHost;
  /** Sets the `caller` of a request, or throws a `GatewayError`. */
  readonly access: MiddlewareHandler<GatewayEnv>;
}

/** A gateway: two apps for two addresses. */
export interface Gateway {
  /** EJBCA REST and EST. Its environment is what the listener knows of the connection. */
  readonly app: Hono<GatewayEnv>;
  /** Health and metrics. */
  readonly operations: Hono;
}

/** Creates a gateway over a host of CAs. Call `app.fetch(request, { peer })`, or serve it. */
export function createGateway(options: GatewayOptions): Gateway {
  // DNs in paths hold slashes: the path is made fit for routes before anything looks at it.
  const app = new Hono<GatewayEnv>({ getPath: routingPath });
  app.onError(renderError);
  app.route('/', createEjbcaApp(options));
  return { app, operations: new Hono() };
}
