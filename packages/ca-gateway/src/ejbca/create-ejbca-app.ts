import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { addCaRoutes } from './ca-routes.ts';
import type { EjbcaApp, EjbcaServices } from './ejbca-services.ts';
import { addEndEntityRoutes } from './end-entity-routes.ts';
import { addEnrollmentRoutes } from './enrollment-routes.ts';
import { addProfileRoutes } from './profile-routes.ts';
import { renderError } from './render-error.ts';
import { addRevocationRoutes } from './revocation-routes.ts';
import { ejbcaPrefix } from './routing-path.ts';
import { addSearchRoutes } from './search-routes.ts';

const statusVersions = {
  '/v1/certificate/status': '1.0',
  '/v2/certificate/status': '2.0',
  '/v1/ca/status': '1.0',
  '/v1/endentity/status': '1.0',
  '/v2/endentity/status': '2.0',
} as const;

/**
 * Refuses requests of browsers that lack a header which no page of another site can set: a browser would add the user's certificate to them.
 * Other clients need no such header.
 */
const refuseBrowsers: MiddlewareHandler<GatewayEnv> = async ({ req }, next) => {
  const isBrowser = req.header('Sec-Fetch-Mode') !== undefined || req.header('Sec-Fetch-Dest') !== undefined;
  if (isBrowser && req.header('X-Keyfactor-Requested-With') === undefined) {
    throw new GatewayError(403, 'A browser must send the header X-Keyfactor-Requested-With.');
  }
  await next();
};

/** Refuses paths whose percent-encoding is broken: hono would take what it can't decode as it stands. */
const checkPath: MiddlewareHandler<GatewayEnv> = async ({ req }, next) => {
  try {
    decodeURIComponent(req.path);
  } catch {
    throw new GatewayError(400, 'The percent-encoding of the path is broken. Encode it as UTF-8.');
  }
  await next();
};

/** Creates the operations of EJBCA REST. Status operations need no access. */
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

/** Adds the status operations, which respond to everybody. */
function addStatusRoutes(app: EjbcaApp): void {
  for (const [path, version] of Object.entries(statusVersions)) {
    app.get(`${ejbcaPrefix}${path}`, (context) =>
      context.json({ status: 'OK', version, revision: 'EJBCA REST by Certbridge' }),
    );
  }
}
