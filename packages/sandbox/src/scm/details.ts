import { formatSerial } from '../serial.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { shownValues } from './custom-values.ts';
import { findDateWriter, writeDefaultDate } from './dates.ts';
import { certificateHash, type ScmCertificate, type ScmProfile, type ScmStatus } from './scm-state.ts';

// Keys that show null or "" when the account has nothing there and the switch `detailEmptyKeys` says so.
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

/** Renders the detail of a certificate; `dateFormat` is the query parameter. */
export function renderDetails(
  certificate: ScmCertificate,
  { world, dateFormat }: { world: World; dateFormat: string | undefined },
): Record<string, unknown> {
  const { scm, switches } = world;
  const profile = scm.profiles.find(({ id }) => id === certificate.profileId);
  const obeyed =
    switches.dateFormat === 'obeyed' && dateFormat !== undefined ? findDateWriter(dateFormat) : undefined;
  const writeDate = obeyed ?? writeDefaultDate;
  const details: Record<string, unknown> = {
    commonName: certificate.commonName,
    sslId: certificate.id,
    id: certificate.id,
    orgId: certificate.orgId,
    status: writeStatus(certificate.status, switches),
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
    ...renderDates(certificate, writeDate),
    renewed: false,
    signatureAlg: 'SHA256WITHRSA',
    keyAlgorithm: 'RSA',
    keySize: 2048,
    keyType: 'RSA - 2048',
    keyUsages: ['digitalSignature', 'keyEncipherment'],
    extendedKeyUsages: ['1.3.6.1.5.5.7.3.1'],
    subjectAlternativeNames: allNames(certificate),
    certificateDetails: renderCertificateDetails(certificate, profile),
    autoInstallDetails: { state: 'Not configured' },
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
      switches.reasonCode === 'number' ? certificate.reasonCode : String(certificate.reasonCode);
  }
  const customFields = shownValues(certificate.values, scm, switches);
  if (customFields.length > 0) details.customFields = customFields;
  return fillEmptyKeys(details, switches);
}

/** Lists a certificate's names, the common name first. */
export function allNames(certificate: ScmCertificate): string[] {
  return [certificate.commonName, ...certificate.otherNames];
}

/** Spells a state as the switch says. */
export function writeStatus(status: ScmStatus, switches: Switches): string {
  return status === 'SAApproved' ? switches.statusSpelling : status;
}

/** Renders a profile as the types list and `certType` show it. */
export function renderProfile({ id, name, description, terms }: ScmProfile): Record<string, unknown> {
  return {
    id,
    name,
    description,
    terms,
    keyTypes: { RSA: ['2048', '3072', '4096'], EC: ['P-256'] },
    useSecondaryOrgName: false,
  };
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
  };
  return Object.fromEntries(
    Object.entries(instants).flatMap(([key, instant]) =>
      instant === null ? [] : [[key, write(new Date(instant))]],
    ),
  );
}

function renderCertificateDetails(
  certificate: ScmCertificate,
  profile: ScmProfile | undefined,
): Record<string, string> {
  if (certificate.serial === null || profile === undefined) return {};
  return {
    issuer: profile.issuerDn,
    subject: `CN=${certificate.commonName}`,
    subjectAltNames: allNames(certificate)
      .map((name) => `dNSName=${name}`)
      .join(', '),
    md5Hash: certificateHash('md5', certificate.serial),
    sha1Hash: certificateHash('sha1', certificate.serial),
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
