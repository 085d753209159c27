import { Hono } from 'hono';
import {
  createPipeline,
  type PipelineOptions,
  type SandboxContext,
  type SandboxEnv,
} from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { createScmAuth, type ScmCredentials } from './auth.ts';
import { collectSsl } from './collect.ts';
import {
  createCustomField,
  deleteCustomField,
  getCustomField,
  listCustomFields,
  listSslCustomFields,
  updateCustomField,
} from './custom-fields.ts';
import { approveSsl, declineSsl, deleteSsl } from './decide.ts';
import { renderDetails, renderProfile } from './details.ts';
import { enrollSsl, enrollSslKeygen } from './enroll.ts';
import { findForRead } from './find-certificate.ts';
import { listSsl } from './list.ts';
import { countOrderRequest, settleOrders } from './orders.ts';
import { markSslRenewed, renewSslById, renewSslByRenewId, replaceSsl } from './renew.ts';
import { reportSslCertificates } from './report.ts';
import { markSslRevoked, revokeSslById, revokeSslBySerial } from './revoke.ts';
import { badRequest, errorResponse, isScmError, scmJson } from './scm-error.ts';
import { updateSsl } from './update.ts';

/** Creates the simulated SCM: the same routes for password login and, under `/private`, for client certificates. */
export function createScmApp(
  world: World,
  {
    credentials,
    pipeline,
  }: { credentials: ScmCredentials; pipeline: Omit<PipelineOptions, 'system' | 'renderError'> },
): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.use(
    createPipeline({
      ...pipeline,
      system: 'scm',
      renderError: (status) => ({
        contentType: 'application/json;charset=UTF-8',
        body: JSON.stringify({ code: -1, description: `Injected error ${status}` }),
      }),
    }),
  );
  app.use(async (c, next) => {
    c.set('dialect', 'header');
    return next();
  });
  app.use(createScmAuth(world, credentials));
  const routes = createRoutes(world);
  app.route('/private', routes);
  app.route('/', routes);
  app.onError((error) => errorResponse({ status: 500, code: -1, description: error.message }));
  app.notFound(() => errorResponse({ status: 404, code: -1, description: 'No such operation.' }));
  return app;
}

function createRoutes(world: World): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  routes.use(async (_c, next) => {
    await settleOrders(world);
    return next();
  });
  routes.get('/api/ssl/v1', (c) => listSsl(c, world));
  routes.put('/api/ssl/v1', (c) => updateSsl(c, world));
  routes.get('/api/ssl/v1/types', (c) => listTypes(c, world));
  routes.get('/api/ssl/v1/customFields', () => listSslCustomFields(world));
  routes.get('/api/ssl/v1/:sslId{\\d+}', (c) => getSsl(c, world));
  routes.delete('/api/ssl/v1/:sslId{\\d+}', (c) => deleteSsl(c, world));
  routes.post('/api/ssl/v1/enroll', (c) => enrollSsl(c, world));
  routes.post('/api/ssl/v1/enroll-keygen', (c) => enrollSslKeygen(c, world));
  routes.post('/api/ssl/v1/renewById/:sslId{\\d+}', (c) => renewSslById(c, world));
  routes.post('/api/ssl/v1/renew/manual/:sslId{\\d+}', (c) => markSslRenewed(c, world));
  routes.post('/api/ssl/v1/renew/:renewId', (c) => renewSslByRenewId(c, world));
  routes.post('/api/ssl/v1/replace/:sslId{\\d+}', (c) => replaceSsl(c, world));
  routes.post('/api/ssl/v1/revoke/manual', (c) => markSslRevoked(c, world));
  routes.post('/api/ssl/v1/revoke/serial/:serialNumber', (c) => revokeSslBySerial(c, world));
  routes.post('/api/ssl/v1/revoke/:sslId{\\d+}', (c) => revokeSslById(c, world));
  routes.post('/api/ssl/v1/approve/:sslId{\\d+}', (c) => approveSsl(c, world));
  routes.post('/api/ssl/v1/decline/:sslId{\\d+}', (c) => declineSsl(c, world));
  routes.get('/api/ssl/v1/collect/:sslId{\\d+}', (c) => collectSsl(c, world));
  routes.get('/api/ssl/v1/collect/:sslId{\\d+}/:format', (c) => collectSsl(c, world));
  routes.post('/api/report/v1/ssl-certificates', (c) => reportSslCertificates(c, world));
  routes.get('/api/customField/v2', (c) => listCustomFields(c, world));
  routes.post('/api/customField/v2', (c) => createCustomField(c, world));
  routes.put('/api/customField/v2', (c) => updateCustomField(c, world));
  routes.get('/api/customField/v2/:id{\\d+}', (c) => getCustomField(c, world));
  routes.delete('/api/customField/v2/:id{\\d+}', (c) => deleteCustomField(c, world));
  return routes;
}

function getSsl(c: SandboxContext, world: World): Response {
  const certificate = findForRead(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  countOrderRequest(certificate, world);
  return scmJson(renderDetails(certificate, { c, world }));
}

function listTypes(c: SandboxContext, world: World): Response {
  const organization = c.req.query('organizationId');
  if (organization !== undefined && !/^[1-9]\d{0,9}$/.test(organization)) {
    return errorResponse(badRequest(-1001, "Value of 'organizationId' is not valid."));
  }
  const known =
    organization === undefined || world.scm.organizations.some(({ id }) => id === Number(organization));
  return scmJson(known ? world.scm.profiles.map(renderProfile) : []);
}
