import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { errorHeaders } from '../error-headers.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import { Patience } from '../patience.ts';
import { toGatewayError } from '../to-gateway-error.ts';
import { certificatesResponse } from './certificates-response.ts';
import type { EstServices } from './est-services.ts';
import { findProfiles } from './find-est-profile.ts';
import { listChains } from './list-chains.ts';
import { respondToEnrollment } from './respond-to-enrollment.ts';

const operations = { cacerts: 'GET', csrattrs: 'GET', simpleenroll: 'POST', simplereenroll: 'POST' } as const;

/** Creates EST (RFC 7030): what devices get and renew certificates by. Labels are profiles. */
export function createEstApp(services: EstServices): Hono<GatewayEnv> {
  const { settings } = services;
  const app = new Hono<GatewayEnv>().basePath('/.well-known/est');
  app.onError(renderEstError);
  app.use(
    bodyLimit({
      maxSize: settings.bodyLimit,
      onError: () => {
        throw new GatewayError(413, 'The request is too large.');
      },
    }),
  );
  const paths = (operation: string) => [`/${operation}`, `/:label/${operation}`];
  app.on('GET', paths('cacerts'), async (context) => {
    const label = context.req.param('label');
    const patience = new Patience(settings);
    const found = label === undefined ? undefined : await findProfiles(services, { label, patience });
    const chains = await listChains(services.host, { found, patience });
    if (chains.length > 0) return certificatesResponse(context, chains);
    throw new GatewayError(503, 'No chain of this CA is known yet, or can be read now.', {
      retryAfter: settings.retryAfterSeconds,
    });
  });
  app.on('GET', paths('csrattrs'), async (context) => {
    const label = context.req.param('label');
    if (label !== undefined) await findProfiles(services, { label, patience: new Patience(settings) });
    // Clients need no attributes beyond those that they send anyway.
    return context.body(null, 204);
  });
  app.on('POST', paths('simpleenroll'), (context) =>
    respondToEnrollment(context, services, { isRenewal: false }),
  );
  app.on('POST', paths('simplereenroll'), (context) =>
    respondToEnrollment(context, services, { isRenewal: true }),
  );
  for (const [operation, method] of Object.entries(operations)) {
    for (const path of paths(operation)) app.all(path, (context) => refuseMethod(context, method));
  }
  app.all('/*', () => {
    throw new GatewayError(404, 'EST has cacerts, csrattrs, simpleenroll and simplereenroll here.');
  });
  return app;
}

function refuseMethod(context: Context, method: string): Response {
  const response = renderEstError(new GatewayError(405, `This operation is called by ${method}.`), context);
  response.headers.set('Allow', method);
  return response;
}

/** Renders an error of EST as text for people. [RFC 7030, section 4.2.3] */
function renderEstError(error: Error, context: Context): Response {
  const told = toGatewayError(error, context);
  const { status, message } = told;
  return context.text(`${message}\n`, status, {
    ...(status === 401 && { 'WWW-Authenticate': 'Basic realm="EST", charset="UTF-8"' }),
    ...errorHeaders(told),
  });
}
