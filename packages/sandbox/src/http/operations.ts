import type { SystemName } from '../knobs.ts';
import { withoutSlash } from './request-path.ts';

type Route = readonly [method: string, path: RegExp, operation: string];

const scmRoutes: readonly Route[] = [
  ['GET', /^\/api\/ssl\/v[12]$/, 'listSsl'],
  ['HEAD', /^\/api\/ssl\/v[12]$/, 'countSsl'],
  ['PUT', /^\/api\/ssl\/v[12]$/, 'updateSsl'],
  ['GET', /^\/api\/ssl\/v[12]\/\d+$/, 'getSsl'],
  ['DELETE', /^\/api\/ssl\/v[12]\/\d+$/, 'deleteSsl'],
  ['POST', /^\/api\/ssl\/v[12]\/enroll$/, 'enrollSsl'],
  ['POST', /^\/api\/ssl\/v[12]\/enroll-keygen$/, 'enrollSslKeygen'],
  ['POST', /^\/api\/ssl\/v[12]\/renewById\/\d+$/, 'renewSslById'],
  ['POST', /^\/api\/ssl\/v[12]\/renew\/manual\/\d+$/, 'markSslRenewed'],
  ['POST', /^\/api\/ssl\/v[12]\/renew\/[^/]+$/, 'renewSslByRenewId'],
  ['POST', /^\/api\/ssl\/v[12]\/replace\/\d+$/, 'replaceSsl'],
  ['POST', /^\/api\/ssl\/v[12]\/revoke\/manual$/, 'markSslRevoked'],
  ['POST', /^\/api\/ssl\/v[12]\/revoke\/serial\/[^/]+$/, 'revokeSslBySerial'],
  ['POST', /^\/api\/ssl\/v[12]\/revoke\/\d+$/, 'revokeSslById'],
  ['POST', /^\/api\/ssl\/v[12]\/approve\/\d+$/, 'approveSsl'],
  ['POST', /^\/api\/ssl\/v[12]\/decline\/\d+$/, 'declineSsl'],
  ['GET', /^\/api\/ssl\/v[12]\/collect\/\d+$/, 'collectSsl'],
  ['GET', /^\/api\/ssl\/v[12]\/collect\/\d+\/[^/]+$/, 'collectSslByPath'],
  ['GET', /^\/api\/ssl\/v[12]\/\d+\/dcv$/, 'getSslDcv'],
  ['POST', /^\/api\/ssl\/v[12]\/\d+\/dcv\/recheck$/, 'recheckSslDcv'],
  ['GET', /^\/api\/organization\/v1$/, 'listOrganizations'],
  ['GET', /^\/api\/organization\/v1\/\d+$/, 'getOrganization'],
  ['GET', /^\/api\/person\/v[12]$/, 'listPersons'],
  ['GET', /^\/api\/person\/v[12]\/\d+$/, 'getPerson'],
  ['GET', /^\/api\/person\/v[12]\/id\/byEmail\/[^/]+$/, 'findPersonByEmail'],
  ['GET', /^\/api\/dcv\/v[12]\/validation$/, 'listDcv'],
  ['POST', /^\/api\/dcv\/v2\/validation\/status$/, 'getDcvStatus'],
  ['POST', /^\/api\/dcv\/v1\/validation\/status$/, 'getDcvStatusV1'],
  ['POST', /^\/api\/dcv\/v[12]\/validation\/start\/domain\/[^/]+$/, 'startDcv'],
  ['POST', /^\/api\/dcv\/v[12]\/validation\/submit\/domain\/[^/]+$/, 'submitDcv'],
  ['POST', /^\/api\/dcv\/v[12]\/validation\/clear$/, 'clearDcv'],
  ['GET', /^\/api\/ssl\/v[12]\/types$/, 'listSslTypes'],
  ['GET', /^\/api\/ssl\/v[12]\/customFields$/, 'listSslCustomFields'],
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
  ['PUT', /^\/Certificates\/Metadata\/All$/i, 'updateCertificateMetadataBulk'],
  ['GET', /^\/Certificates\/Metadata\/Compare$/i, 'compareCertificateMetadata'],
  ['POST', /^\/Certificates\/Import$/i, 'importCertificate'],
];

const prefixes: Readonly<Record<SystemName, RegExp>> = {
  scm: /^\/private(?=\/)/,
  command: /^\/KeyfactorAPI(?=\/)/i,
  oauth: /^$/,
};
const routes: Readonly<Record<SystemName, readonly Route[]>> = {
  scm: scmRoutes,
  command: commandRoutes,
  oauth: [
    ['POST', /^\/oauth2\/token$/, 'token'],
    ['POST', /^\/auth\/realms\/apiclients\/protocol\/openid-connect\/token$/, 'token'],
  ],
};

/** Returns the `operationId` of a request in the contract, or `other`. */
export function operationOf(system: SystemName, method: string, path: string): string {
  const local = withoutSlash(path).replace(prefixes[system], '');
  for (const [routeMethod, pattern, operation] of routes[system]) {
    if (routeMethod === method && pattern.test(local)) return operation;
  }
  return 'other';
}
