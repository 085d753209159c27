import { formatSerial, parseSerial } from '../serial.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { keyUsages } from './details.ts';
import {
  type CodeTable,
  installStatusLabels,
  readFilterLabel,
  renewalStatusLabels,
  requestedViaLabels,
  type ScmDialect,
} from './dialect.ts';
import { allNames, certificateHashes, signatureAlgorithm } from './leaf.ts';
import { badRequest, type ScmError } from './scm-error.ts';
import { type ScmCertificate, scmStatuses } from './scm-state.ts';

type Matcher = (certificate: ScmCertificate) => boolean;
type MatcherFactory = (value: string, world: World, dialect: ScmDialect) => Matcher | ScmError;

/** A selection of certificates by the filters of a list call. */
export interface ListFilter {
  /** Cache key of the selection. */
  key: string;
  matches: Matcher;
  /** Whether the result can change when a certificate is first really issued. */
  volatile: boolean;
}

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
  text((certificate, world) => {
    const hashes = certificateHashes(certificate, world);
    return hashes === undefined ? [] : [hashes[algorithm]];
  }, maxLength);

const label =
  (table: CodeTable, read: (certificate: ScmCertificate) => string | undefined): MatcherFactory =>
  (value, _world, dialect) => {
    const wanted = readFilterLabel(value, table, dialect);
    return wanted === undefined
      ? badRequest(-1001, 'A filter value is not one of the allowed values.')
      : (certificate) => read(certificate) === wanted;
  };

const hashFilters = ['sha1Hash', 'md5Hash', 'sha256Hash', 'signatureAlgorithm'];

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
  installStatus: label(installStatusLabels, ({ autoInstalled }) =>
    autoInstalled ? 'Completed' : 'Not configured',
  ),
  renewalStatus: label(renewalStatusLabels, ({ autoRenew }) => (autoRenew ? 'Scheduled' : 'Not scheduled')),
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
  signatureAlgorithm: text((certificate, world) => [signatureAlgorithm(certificate, world)], 32),
  keyAlgorithm: text(({ key }) => [key.algorithm], 32),
  keySize: whole(
    (size) =>
      ({ key }) =>
        key.size === size,
  ),
  keyParam: text(({ key }) => [key.param], 32),
  sha1Hash: hash('sha1', 40),
  md5Hash: hash('md5', 32),
  sha256Hash: hash('sha256', 64),
  keyUsage: text(keyUsages, 256),
  extendedKeyUsage: text(() => ['1.3.6.1.5.5.7.3.1'], 512),
  requestedVia: label(requestedViaLabels, ({ requestedVia }) => requestedVia),
};

/** Reads the filters of a list call. Unknown and empty parameters are ignored. */
export function parseListFilter(
  query: URLSearchParams,
  { world, dialect }: { world: World; dialect: ScmDialect },
): ListFilter | ScmError {
  const matchers: Matcher[] = [];
  const { textFilter, orgFilter, serialFilter, caKeyAlgorithm } = world.switches;
  const keys: string[] = [textFilter, orgFilter, serialFilter, caKeyAlgorithm, dialect];
  for (const [name, value] of query) {
    const factory = Object.hasOwn(factories, name) ? factories[name] : undefined;
    if (factory === undefined || value === '') continue;
    const matcher = factory(value, world, dialect);
    if (typeof matcher !== 'function') return matcher;
    matchers.push(matcher);
    keys.push(name, value);
  }
  return {
    key: JSON.stringify(keys),
    volatile: hashFilters.some((name) => query.has(name)),
    matches: (certificate) => matchers.every((matcher) => matcher(certificate)),
  };
}

function textComparison(value: string, { textFilter }: Switches): (candidate: string) => boolean {
  if (textFilter === 'exact') return (candidate) => candidate === value;
  const folded = value.toLowerCase();
  return (candidate) => candidate.toLowerCase().includes(folded);
}
