import * as v from 'valibot';
import type { SandboxContext } from '../http/pipeline.ts';
import { proxyPage } from '../http/proxy-page.ts';
import { formatSerial } from '../serial.ts';
import type { Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { type DayRange, selectByDay } from './certificates-by-day.ts';
import { shownValues } from './custom-values.ts';
import { writeStatus } from './details.ts';
import { allNames, certificateHashes } from './leaf.ts';
import { readBody } from './read-body.ts';
import { badRequest, errorResponse, isScmError, type ScmError, scmJson } from './scm-error.ts';
import type { ScmCertificate } from './scm-state.ts';

const whole = v.pipe(v.number(), v.integer());
// The text documents yyyy-MM-dd, the example has an ISO date-time.
const day = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/),
  v.check((text) => !Number.isNaN(Date.parse(text.slice(0, 10)))),
);

const ReportSchema = v.object({
  organizationIds: v.optional(v.array(whole)),
  commonName: v.optional(v.pipe(v.string(), v.maxLength(256), v.regex(/^[^<>]*$/))),
  externalRequester: v.optional(v.pipe(v.string(), v.maxLength(512))),
  certificateStatus: v.optional(v.picklist([0, 1, 2, 3, 4])),
  certificateDateAttribute: v.optional(v.picklist([2, 3, 4, 5])),
  from: v.optional(day),
  to: v.optional(day),
  certificateRequestSource: v.optional(v.picklist([0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12])),
  serialNumberFormat: v.optional(v.string()),
  includeIpAddresses: v.optional(v.boolean()),
});

type ReportRequest = v.InferOutput<typeof ReportSchema>;

const statuses = { 1: 'Requested', 2: 'Issued', 3: 'Revoked', 4: 'Expired' } as const;
const dateAttributes = { 2: 'revokedAt', 3: 'expiresAt', 4: 'requestedAt', 5: 'issuedAt' } as const;
const sources: Readonly<Record<number, string>> = {
  0: 'Enrollment Form',
  1: 'Client Admin',
  2: 'Web API',
  3: 'Discovery',
  4: 'Imported',
  5: 'SCEP',
  7: 'MS Agent',
  9: 'Bulk Request',
  10: 'ACME',
  11: 'EST',
  12: 'REST API',
};
const dayMs = 24 * 60 * 60 * 1000;

/** Handles `POST /api/report/v1/ssl-certificates`. A row without the chosen date does not match a date filter. */
export function reportSslCertificates(c: SandboxContext, world: World): Response | Promise<Response> {
  const request = readBody(c, ReportSchema, world);
  if (isScmError(request)) return errorResponse(request);
  const range = readRange(request);
  if ('code' in range) return errorResponse(range);
  const inRange =
    request.from === undefined && request.to === undefined
      ? world.scm.certificates.all()
      : selectByDay(dateAttributes[request.certificateDateAttribute ?? 4], range, world.scm);
  const selected = inRange.filter((certificate) => matchesReport(certificate, request));
  const { reportMaxRows } = world.switches;
  if (reportMaxRows > 0 && selected.length > reportMaxRows) return failTooLarge(c, world.switches);
  return scmJson({
    statusCode: 0,
    reports: selected.map((certificate) => renderRow(certificate, request, world)),
  });
}

async function failTooLarge(c: SandboxContext, { reportTooLarge }: Switches): Promise<Response> {
  if (reportTooLarge === 'refused') return errorResponse(badRequest(-1, 'The report is too large.'));
  const { socket } = c.env.incoming;
  if (reportTooLarge === 'no-response' && !socket.destroyed)
    await new Promise((resolve) => socket.once('close', resolve));
  return proxyPage(504);
}

function readRange({ from, to }: ReportRequest): DayRange | ScmError {
  const start = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from.slice(0, 10));
  const end = to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to.slice(0, 10)) + dayMs;
  return start < end ? { from: start, end } : badRequest(-1001, "Value of 'from' must be earlier than 'to'.");
}

function matchesReport(certificate: ScmCertificate, request: ReportRequest): boolean {
  const { organizationIds, commonName, externalRequester, certificateStatus, certificateRequestSource } =
    request;
  if (
    organizationIds !== undefined &&
    organizationIds.length > 0 &&
    !organizationIds.includes(certificate.orgId)
  )
    return false;
  if (commonName !== undefined && !certificate.commonName.toLowerCase().includes(commonName.toLowerCase()))
    return false;
  if (externalRequester !== undefined && !certificate.externalRequester.includes(externalRequester))
    return false;
  if (
    certificateStatus !== undefined &&
    certificateStatus !== 0 &&
    statuses[certificateStatus] !== certificate.status
  )
    return false;
  return (
    certificateRequestSource === undefined || sources[certificateRequestSource] === certificate.requestedVia
  );
}

function renderRow(
  certificate: ScmCertificate,
  request: ReportRequest,
  world: World,
): Record<string, unknown> {
  const { scm, switches } = world;
  const profile = scm.profiles.find(({ id }) => id === certificate.profileId);
  const customFields = shownValues(certificate.values, scm, switches);
  const form = request.serialNumberFormat === 'HEXWithLeadingZeros' ? 'bare-padded' : 'bare-trimmed';
  const { serial } = certificate;
  const shift = isOneIn(switches.reportShiftedDays, certificate) ? 2 * 60 * 60 * 1000 : 0;
  const writeInstant = (instant: number | null) =>
    instant === null ? undefined : new Date(instant + shift).toISOString();
  const hashes = certificateHashes(certificate, world);
  // JSON omits undefined values.
  return {
    id: certificate.id,
    commonName: certificate.commonName,
    orgId: certificate.orgId,
    organizationName: scm.organizations.find(({ id }) => id === certificate.orgId)?.name,
    country: 'DE',
    status: writeStatus(certificate.status, switches, 'header'),
    orderNumber: 7_000_000 + certificate.id,
    backendCertId: String(7_000_000 + certificate.id),
    typeId: certificate.profileId,
    type: profile?.name,
    term: certificate.term,
    issuer: serial === null ? undefined : profile?.issuerDn,
    requester: certificate.requester,
    externalRequester: certificate.externalRequester || undefined,
    comments: certificate.comments || undefined,
    requested: writeInstant(certificate.requestedAt),
    approved: writeInstant(certificate.approvedAt),
    declined: writeInstant(certificate.declinedAt),
    expires: writeInstant(certificate.expiresAt),
    revoked: writeInstant(certificate.revokedAt),
    replaced: writeInstant(certificate.replacedAt),
    publicKeyType: `${certificate.key.algorithm} - ${certificate.key.param}`,
    subjAltNames: writeNames(certificate, switches),
    serialNumber: serial === null ? '' : formatSerial(serial, form, switches.scmSerialCase),
    requestedVia: certificate.requestedVia,
    sha1: hashes?.sha1,
    md5: hashes?.md5,
    customFields: customFields.length === 0 ? undefined : customFields,
  };
}

function writeNames(certificate: ScmCertificate, { reportTaggedNames }: Switches): string {
  const names = allNames(certificate);
  return isOneIn(reportTaggedNames, certificate)
    ? names.map((name) => `dNSName=${name}`).join(', ')
    : names.join('; ');
}

function isOneIn(share: number, { id }: ScmCertificate): boolean {
  return share > 0 && id % share === 0;
}
