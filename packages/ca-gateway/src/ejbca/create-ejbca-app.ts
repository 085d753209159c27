import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { addCaRoutes } from './ca-routes.ts';
import { checkPath } from './check-path.ts';
import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { addEndEntityRoutes } from './end-entity-routes.ts';
import { addEnrollmentRoutes } from './enrollment-routes.ts';
import { addProfileRoutes } from './profile-routes.ts';
import { refuseBrowsers } from './refuse-browsers.ts';
import { renderError } from './render-error.ts';
import { addRevocationRoutes } from './revocation-routes.ts';
import { ejbcaPrefix } from './routing-path.ts';
import { addSearchRoutes } from './search-routes.ts';
import { addStatusRoutes } from './status-routes.ts';

/** Creates the operations of EJBCA REST. Those that tell that a resource is up come before access is looked at. */
export function createEjbcaApp(services: EjbcaServices, access: MiddlewareHandler<GatewayEnv>): EjbcaApp {
  const all = `${ejbcaPrefix}/*`;
  const app: EjbcaApp = new Hono();
  app.onError(renderError);
  app.use(all, checkPath, refuseBrowsers);
  app.use(all, methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  addStatusRoutes(app);
  app.use(all, access);
  app.use(all, bodyLimit({ maxSize: services.settings.bodyLimit, onError: refuseBody }));
  addCaRoutes(app, services);
  addEnrollmentRoutes(app, services);
  addRevocationRoutes(app, services);
  addSearchRoutes(app, services);
  addProfileRoutes(app, services);
  addEndEntityRoutes(app, services);
  return app;
}

function refuseMethod(context: Context, methods: readonly string[]): Response {
  const response = renderError(new GatewayError(405, 'This path takes other methods: see Allow.'), context);
  response.headers.set('Allow', methods.join(', '));
  return response;
}

function refuseBody(): never {
  throw new GatewayError(413, 'The body is larger than the gateway takes.');
}
