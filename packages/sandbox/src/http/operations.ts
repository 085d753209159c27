import type { SystemName } from '../knobs.ts';

type Route = readonly [method: string, path: RegExp, operation: string];

const scmRoutes: readonly Route[] = [
  ['GET', /^\/api\/ssl\/v1\/?$/, 'listSsl'],
  ['HEAD', /^\/api\/ssl\/v1\/?$/, 'countSsl'],
  ['PUT', /^\/api\/ssl\/v1\/?$/, 'updateSsl'],
  ['GET', /^\/api\/ssl\/v1\/\d+$/, 'getSsl'],
  ['GET', /^\/api\/ssl\/v1\/types$/, 'listSslTypes'],
  ['GET', /^\/api\/ssl\/v1\/customFields$/, 'listSslCustomFields'],
  ['POST', /^\/api\/report\/v1\/ssl-certificates$/, 'reportSslCertificates'],
  ['GET', /^\/api\/customField\/v2$/, 'listCustomFields'],
  ['POST', /^\/api\/customField\/v2$/, 'createCustomField'],
  ['PUT', /^\/api\/customField\/v2$/, 'updateCustomField'],
  ['GET', /^\/api\/customField\/v2\/\d+$/, 'getCustomField'],
  ['DELETE', /^\/api\/customField\/v2\/\d+$/, 'deleteCustomField'],
];

const commandRoutes: readonly Route[] = [
  ['GET', /^\/Status\/Endpoints$/i, 'getStatusEndpoints'],
  ['GET', /^\/Status\/HealthCheck$/i, 'getStatusHealthCheck'],
  ['GET', /^\/MetadataFields$/i, 'listMetadataFields'],
  ['POST', /^\/MetadataFields$/i, 'createMetadataField'],
  ['PUT', /^\/MetadataFields$/i, 'updateMetadataField'],
  ['DELETE', /^\/MetadataFields$/i, 'deleteMetadataFields'],
  ['GET', /^\/MetadataFields\/[^/]+$/i, 'getMetadataField'],
  ['DELETE', /^\/MetadataFields\/[^/]+$/i, 'deleteMetadataField'],
  ['GET', /^\/MetadataFields\/\d+\/InUse$/i, 'isMetadataFieldInUse'],
  ['GET', /^\/Certificates$/i, 'listCertificates'],
  ['GET', /^\/Certificates\/\d+$/i, 'getCertificate'],
  ['PUT', /^\/Certificates\/Metadata$/i, 'updateCertificateMetadata'],
];

const prefixes: Readonly<Record<SystemName, RegExp>> = {
  scm: /^\/private(?=\/)/,
  command: /^\/KeyfactorAPI(?=\/)/i,
  oauth: /^$/,
};
const routes: Readonly<Record<SystemName, readonly Route[]>> = {
  scm: scmRoutes,
  command: commandRoutes,
  oauth: [['POST', /^\/oauth2\/token$/, 'token']],
};

/** Names the operation of the contract that a request calls, or `other`. */
export function operationOf(system: SystemName, method: string, path: string): string {
  const local = path.replace(prefixes[system], '');
  for (const [routeMethod, pattern, operation] of routes[system]) {
    if (routeMethod === method && pattern.test(local)) return operation;
  }
  return 'other';
}
