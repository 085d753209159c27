import type { CaHost } from '@certbridge/ca-host';
import { Hono, type MiddlewareHandler } from 'hono';
import type { GatewayEnv } from '../gateway-env.ts';
import { renderError } from './render-error.ts';
import { ejbcaPrefix } from './routing-path.ts';

/** Options of {@link createEjbcaApp}. */
export interface EjbcaOptions {
  readonly host: CaHost;
  readonly access: MiddlewareHandler<GatewayEnv>;
}

/** Creates the routes of EJBCA REST. */
export function createEjbcaApp({ access }: EjbcaOptions): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  app.onError(renderError);
  const status = (version: '1.0' | '2.0') => ({
    status: 'OK',
    version,
    revision: 'EJBCA REST by Certbridge',
  });
  app.get(`${ejbcaPrefix}/v1/certificate/status`, (context) => context.json(status('1.0')));
  app.use(`${ejbcaPrefix}/*`, access);
  return app;
}
