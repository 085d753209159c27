import { Hono } from 'hono';
import type { SandboxContext, SandboxEnv } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { collectSsl } from './collect.ts';
import {
  createCustomField,
  deleteCustomField,
  getCustomField,
  listCustomFields,
  listSslCustomFields,
  updateCustomField,
} from './custom-fields.ts';
import { clearDcv, getDcvStatus, listDcv, startDcv, submitDcv } from './dcv.ts';
import { approveSsl, declineSsl, deleteSsl } from './decide.ts';
import { renderDetails, renderProfile } from './details.ts';
import type { ScmDialect } from './dialect.ts';
import { enrollSsl, enrollSslKeygen } from './enroll.ts';
import { findForRead } from './find-certificate.ts';
import { listSsl } from './list.ts';
import { countOrderRequest, settleOrders } from './orders.ts';
import { getOrganization, listOrganizations } from './organizations.ts';
import { isRefusal, readPositive } from './paging.ts';
import { findPersonByEmail, getPerson, listPersons } from './persons.ts';
import { markSslRenewed, renewSslById, renewSslByRenewId, replaceSsl } from './renew.ts';
import { reportSslCertificates } from './report.ts';
import { markSslRevoked, revokeSslById, revokeSslBySerial } from './revoke.ts';
import { errorResponse, isScmError, scmJson } from './scm-error.ts';
import { getSslDcv, recheckSslDcv } from './ssl-dcv.ts';
import { updateSsl } from './update.ts';

type Handler = (c: SandboxContext, world: World) => Response | Promise<Response>;

/** Creates the routes of a flavour; both share the same state. */
export function createScmRoutes(world: World, dialect: ScmDialect): Hono<SandboxEnv> {
  const routes = new Hono<SandboxEnv>();
  routes.use(async (c, next) => {
    c.set('dialect', dialect);
    await settleOrders(world);
    return next();
  });
  const add = (method: string, path: string, handler: Handler): void => {
    routes.on(method, path, (c) => handler(c, world));
  };
  addSslRoutes(add, '/api/ssl/v1');
  if (dialect === 'oauth') addSslRoutes(add, '/api/ssl/v2');
  if (dialect === 'header') {
    add('GET', '/api/ssl/v1/collect/:sslId{\\d+}/:format', collectSsl);
    add('POST', '/api/dcv/v1/validation/status', getDcvStatus);
  }
  add('POST', '/api/report/v1/ssl-certificates', reportSslCertificates);
  add('GET', '/api/customField/v2', listCustomFields);
  add('POST', '/api/customField/v2', createCustomField);
  add('PUT', '/api/customField/v2', updateCustomField);
  add('GET', '/api/customField/v2/:id{\\d+}', getCustomField);
  add('DELETE', '/api/customField/v2/:id{\\d+}', deleteCustomField);
  add('GET', '/api/organization/v1', (_c, world) => listOrganizations(world));
  add('GET', '/api/organization/v1/:id{\\d+}', getOrganization);
  addPersonRoutes(add, dialect === 'header' ? '/api/person/v1' : '/api/person/v2');
  addDcvRoutes(add, dialect);
  return routes;
}

type Add = (method: string, path: string, handler: Handler) => void;

function addSslRoutes(add: Add, base: string): void {
  const one = `${base}/:sslId{\\d+}`;
  add('GET', base, listSsl);
  add('PUT', base, updateSsl);
  add('GET', `${base}/types`, listTypes);
  add('GET', `${base}/customFields`, (_c, world) => listSslCustomFields(world));
  add('POST', `${base}/enroll`, enrollSsl);
  add('POST', `${base}/enroll-keygen`, enrollSslKeygen);
  add('POST', `${base}/renewById/:sslId{\\d+}`, renewSslById);
  add('POST', `${base}/renew/manual/:sslId{\\d+}`, markSslRenewed);
  add('POST', `${base}/renew/:renewId`, renewSslByRenewId);
  add('POST', `${base}/replace/:sslId{\\d+}`, replaceSsl);
  add('POST', `${base}/revoke/manual`, markSslRevoked);
  add('POST', `${base}/revoke/serial/:serialNumber`, revokeSslBySerial);
  add('POST', `${base}/revoke/:sslId{\\d+}`, revokeSslById);
  add('POST', `${base}/approve/:sslId{\\d+}`, approveSsl);
  add('POST', `${base}/decline/:sslId{\\d+}`, declineSsl);
  add('GET', `${base}/collect/:sslId{\\d+}`, collectSsl);
  add('GET', one, getSsl);
  add('DELETE', one, deleteSsl);
  add('GET', `${one}/dcv`, getSslDcv);
  add('POST', `${one}/dcv/recheck`, recheckSslDcv);
}

function addPersonRoutes(add: Add, base: string): void {
  add('GET', base, listPersons);
  add('GET', `${base}/:id{\\d+}`, getPerson);
  add('GET', `${base}/id/byEmail/:email`, findPersonByEmail);
}

function addDcvRoutes(add: Add, dialect: ScmDialect): void {
  const base = dialect === 'header' ? '/api/dcv/v1/validation' : '/api/dcv/v2/validation';
  add('GET', base, listDcv);
  add('POST', '/api/dcv/v2/validation/status', getDcvStatus);
  add('POST', `${base}/start/domain/:method`, startDcv);
  add('POST', `${base}/submit/domain/:method`, submitDcv);
  add('POST', `${base}/clear`, clearDcv);
}

function getSsl(c: SandboxContext, world: World): Response {
  const certificate = findForRead(c, world);
  if (isScmError(certificate)) return errorResponse(certificate);
  countOrderRequest(certificate, world);
  return scmJson(renderDetails(certificate, { c, world }));
}

function listTypes(c: SandboxContext, { scm }: World): Response {
  const id = readPositive(c, 'organizationId');
  if (isRefusal(id)) return errorResponse(id);
  const organization = scm.organizations.find((candidate) => candidate.id === id);
  const allowed = id === undefined || (organization?.certTypes ?? ['SSL']).includes('SSL');
  const known = id === undefined || organization !== undefined;
  return scmJson(known && allowed ? scm.profiles.map(renderProfile) : []);
}
