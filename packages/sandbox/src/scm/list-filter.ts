import { formatSerial, parseSerial } from '../serial.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { allNames } from './details.ts';
import { badRequest, type ScmError } from './scm-error.ts';
import { certificateHash, type ScmCertificate, scmStatuses } from './scm-state.ts';

type Matcher = (certificate: ScmCertificate) => boolean;
type MatcherFactory = (value: string, world: World) => Matcher | ScmError;

/** A selection of certificates by the filters of a list call. */
export interface ListFilter {
  /** Same text, same selection. */
  key: string;
  matches: Matcher;
}

const requestedViaLabels: Readonly<Record<string, string>> = {
  WEB_FORM: 'Enrollment Form',
  CLIENT_ADMIN: 'Client Admin',
  API: 'Web API',
  DISCOVERY: 'Discovery',
  IMPORTED: 'Imported',
  SCEP: 'SCEP',
  CD_AGENT: 'CD Agent',
  MS_AGENT: 'MS Agent',
  MS_CA: 'MS CA',
  BULK_REQUEST: 'Bulk Request',
  ACME: 'ACME',
  EST: 'EST',
  REST: 'REST API',
};
const installStatuses =
  'NONE NOT_STARTED KEY_PROCESSING KEY_READY CERT_PROCESSING SCHEDULED INSTALLING ACTION_REQUIRED READY_FOR_INSTALL NEED_SERVER_RESTART COMPLETED INVALID'.split(
    ' ',
  );
const renewalStatuses = ['NOT_SCHEDULED', 'SCHEDULED', 'STARTED', 'SUCCESSFUL', 'FAILED'];

const text =
  (
    read: (certificate: ScmCertificate, world: World) => readonly string[],
    maxLength = Number.POSITIVE_INFINITY,
  ): MatcherFactory =>
  (value, world) => {
    if (value.length > maxLength)
      return badRequest(-1001, `A filter value is longer than ${maxLength} characters.`);
    const compare = textComparison(value, world.switches);
    return (certificate) => read(certificate, world).some(compare);
  };

const oneOf =
  (allowed: readonly string[], matcher: (value: string) => Matcher): MatcherFactory =>
  (value) =>
    allowed.includes(value)
      ? matcher(value)
      : badRequest(-1001, 'A filter value is not one of the allowed values.');

const whole =
  (matcher: (value: number, world: World) => Matcher): MatcherFactory =>
  (value, world) =>
    /^\d{1,10}$/.test(value)
      ? matcher(Number(value), world)
      : badRequest(-1001, 'A filter value is not a number.');

const hash = (algorithm: 'sha1' | 'md5' | 'sha256', maxLength: number): MatcherFactory =>
  text(({ serial }) => (serial === null ? [] : [certificateHash(algorithm, serial)]), maxLength);

const factories: Readonly<Record<string, MatcherFactory>> = {
  commonName: text(({ commonName }) => [commonName]),
  subjectAlternativeName: text(allNames),
  status: oneOf([...scmStatuses, 'SA Approved'], (value) => {
    const status = value === 'SA Approved' ? 'SAApproved' : value;
    return (certificate) => certificate.status === status;
  }),
  sslTypeId: whole(
    (id) =>
      ({ profileId }) =>
        profileId === id,
  ),
  discoveryStatus: oneOf(['NotDeployed', 'Deployed'], (value) => () => value === 'NotDeployed'),
  vendor: text(() => ['Sectigo Limited'], 128),
  orgId: whole((id, { scm, switches }) => {
    const ids = new Set([id]);
    if (switches.orgFilter === 'with-departments') {
      for (const organization of scm.organizations)
        if (organization.parentId === id) ids.add(organization.id);
    }
    return ({ orgId }) => ids.has(orgId);
  }),
  installStatus: oneOf(installStatuses, (value) => () => value === 'NONE'),
  renewalStatus: oneOf(
    renewalStatuses,
    (value) =>
      ({ autoRenew }) =>
        value === (autoRenew ? 'SCHEDULED' : 'NOT_SCHEDULED'),
  ),
  issuer: text(({ profileId, serial }, { scm }) =>
    serial === null ? [] : scm.profiles.filter(({ id }) => id === profileId).map(({ issuerDn }) => issuerDn),
  ),
  serialNumber: (value, { switches }) => {
    if (value.length > 128) return badRequest(-1001, 'A filter value is longer than 128 characters.');
    if (switches.serialFilter === 'bare-padded') {
      const wanted = value.toUpperCase();
      return ({ serial }) => serial !== null && formatSerial(serial, 'bare-padded') === wanted;
    }
    const wanted = parseSerial(value);
    return ({ serial }) => serial !== null && serial === wanted;
  },
  requester: text(({ requester }) => [requester], 128),
  externalRequester: text(({ externalRequester }) => [externalRequester], 512),
  signatureAlgorithm: text(() => ['SHA256WITHRSA'], 32),
  keyAlgorithm: text(() => ['RSA'], 32),
  keySize: whole((size) => () => size === 2048),
  keyParam: text(() => ['2048'], 32),
  sha1Hash: hash('sha1', 40),
  md5Hash: hash('md5', 32),
  sha256Hash: hash('sha256', 64),
  keyUsage: text(() => ['digitalSignature', 'keyEncipherment'], 256),
  extendedKeyUsage: text(() => ['1.3.6.1.5.5.7.3.1'], 512),
  requestedVia: oneOf(Object.keys(requestedViaLabels), (value) => {
    const label = requestedViaLabels[value];
    return ({ requestedVia }) => requestedVia === label;
  }),
};

/** Reads the filters of a list call; parameters that SCM does not know are passed over, empty ones do not filter. */
export function parseListFilter(query: URLSearchParams, world: World): ListFilter | ScmError {
  const matchers: Matcher[] = [];
  const keys: string[] = [world.switches.textFilter, world.switches.orgFilter, world.switches.serialFilter];
  for (const [name, value] of query) {
    const factory = Object.hasOwn(factories, name) ? factories[name] : undefined;
    if (factory === undefined || value === '') continue;
    const matcher = factory(value, world);
    if (typeof matcher !== 'function') return matcher;
    matchers.push(matcher);
    keys.push(name, value);
  }
  return {
    key: JSON.stringify(keys),
    matches: (certificate) => matchers.every((matcher) => matcher(certificate)),
  };
}

function textComparison(value: string, { textFilter }: Switches): (candidate: string) => boolean {
  if (textFilter === 'exact') return (candidate) => candidate === value;
  const folded = value.toLowerCase();
  return (candidate) => candidate.toLowerCase().includes(folded);
}
