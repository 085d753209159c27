import type { SandboxContext } from '../http/pipeline.ts';
import { formatSerial } from '../serial.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { offeredKeys } from './check-order.ts';
import { shownValues } from './custom-values.ts';
import { findDateWriter, writeDefaultDate } from './dates.ts';
import type { ScmDialect } from './dialect.ts';
import { allNames, certificateHashes, signatureAlgorithm, subjectDn } from './leaf.ts';
import type { ScmCertificate, ScmProfile, ScmStatus } from './scm-state.ts';

// Keys without a value that are null or "" depending on the switch `detailEmptyKeys`.
const optionalTexts = ['externalRequester', 'comments', 'serialNumber'] as const;
const dateKeys = [
  'requested',
  'approved',
  'issued',
  'declined',
  'expires',
  'replaced',
  'revoked',
  'renewedDate',
] as const;

/** Renders the details of a certificate for the flavour being called. */
export function renderDetails(
  certificate: ScmCertificate,
  { c, world }: { c: SandboxContext; world: World },
): Record<string, unknown> {
  const { scm, switches } = world;
  const dialect = c.get('dialect');
  const profile = scm.profiles.find(({ id }) => id === certificate.profileId);
  const { algorithm, size, param } = certificate.key;
  const details: Record<string, unknown> = {
    commonName: certificate.commonName,
    sslId: certificate.id,
    id: certificate.id,
    orgId: certificate.orgId,
    status: writeStatus(certificate.status, switches, dialect),
    orderNumber: 7_000_000 + certificate.id,
    backendCertId: String(7_000_000 + certificate.id),
    vendor: 'Sectigo Limited',
    ...(profile === undefined
      ? {}
      : { certType: renderProfile(profile), validationType: profile.validationType }),
    subType: '',
    term: certificate.term,
    owner: 'Client Admin',
    ownerId: 85,
    requester: certificate.requester,
    requestedVia: certificate.requestedVia,
    ...renderDates(certificate, chooseDateWriter(c, switches)),
    renewed: certificate.renewed,
    signatureAlg: signatureAlgorithm(certificate, world),
    keyAlgorithm: algorithm,
    keySize: size,
    keyType: `${algorithm} - ${param}`,
    keyUsages: keyUsages(certificate),
    extendedKeyUsages: ['1.3.6.1.5.5.7.3.1'],
    subjectAlternativeNames: allNames(certificate),
    certificateDetails: renderCertificateDetails(certificate, { world, profile, dialect }),
    autoInstallDetails: { state: certificate.autoInstalled ? 'Completed' : 'Not configured' },
    autoRenewDetails: certificate.autoRenew
      ? { state: 'Scheduled', daysBeforeExpiration: 30 }
      : { state: 'Not scheduled' },
    suspendNotifications: certificate.suspendNotifications,
  };
  if (certificate.comments !== '') details.comments = certificate.comments;
  if (certificate.externalRequester !== '') details.externalRequester = certificate.externalRequester;
  if (certificate.serial !== null) {
    details.serialNumber = formatSerial(certificate.serial, switches.detailSerial, switches.scmSerialCase);
  }
  if (certificate.reasonCode !== null) {
    details.reasonCode =
      switches.reasonCode === 'number' && dialect === 'header'
        ? certificate.reasonCode
        : String(certificate.reasonCode);
  }
  const customFields = shownValues(certificate.values, scm, switches);
  if (customFields.length > 0) details.customFields = customFields;
  return fillEmptyKeys(details, switches);
}

/** Spells a state according to the switch; the OAuth2 flavour has only one spelling. */
export function writeStatus(status: ScmStatus, { statusSpelling }: Switches, dialect: ScmDialect): string {
  if (status !== 'SAApproved') return status;
  return dialect === 'oauth' ? 'SA Approved' : statusSpelling;
}

/** Lists the key usages of a certificate. */
export function keyUsages({ key }: ScmCertificate): string[] {
  return key.algorithm === 'RSA' ? ['digitalSignature', 'keyEncipherment'] : ['digitalSignature'];
}

/** Renders a profile for the list of types and `certType`. */
export function renderProfile(profile: ScmProfile): Record<string, unknown> {
  const { id, name, description, terms } = profile;
  return {
    id,
    name,
    description,
    terms,
    keyTypes: offeredKeys(profile),
    useSecondaryOrgName: false,
  };
}

function chooseDateWriter(c: SandboxContext, switches: Switches): (date: Date) => string {
  if (c.get('dialect') === 'oauth') return (date) => date.toISOString();
  const dateFormat = c.req.query('dateFormat');
  const obeyed =
    switches.dateFormat === 'obeyed' && dateFormat !== undefined ? findDateWriter(dateFormat) : undefined;
  return obeyed ?? writeDefaultDate;
}

function renderDates(certificate: ScmCertificate, write: (date: Date) => string): Record<string, string> {
  const instants: Record<string, number | null> = {
    requested: certificate.requestedAt,
    approved: certificate.approvedAt,
    issued: certificate.issuedAt,
    declined: certificate.declinedAt,
    expires: certificate.expiresAt,
    replaced: certificate.replacedAt,
    revoked: certificate.revokedAt,
    renewedDate: certificate.renewedAt,
  };
  return Object.fromEntries(
    Object.entries(instants).flatMap(([key, instant]) =>
      instant === null ? [] : [[key, write(new Date(instant))]],
    ),
  );
}

function renderCertificateDetails(
  certificate: ScmCertificate,
  { world, profile, dialect }: { world: World; profile: ScmProfile | undefined; dialect: ScmDialect },
): Record<string, string> {
  const hashes = certificateHashes(certificate, world);
  if (hashes === undefined || profile === undefined) return {};
  return {
    issuer: profile.issuerDn,
    subject: subjectDn(certificate, world.scm),
    subjectAltNames: allNames(certificate)
      .map((name) => `dNSName=${name}`)
      .join(', '),
    md5Hash: hashes.md5,
    sha1Hash: hashes.sha1,
    ...(dialect === 'oauth' ? { sha256Hash: hashes.sha256 } : {}),
  };
}

function fillEmptyKeys(
  details: Record<string, unknown>,
  { detailEmptyKeys }: Switches,
): Record<string, unknown> {
  if (detailEmptyKeys === 'absent') return details;
  const empty = detailEmptyKeys === 'null' ? null : '';
  for (const key of [...optionalTexts, ...dateKeys]) details[key] ??= empty;
  if (detailEmptyKeys === 'null') details.customFields ??= null;
  return details;
}
