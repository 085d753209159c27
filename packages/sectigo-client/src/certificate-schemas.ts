import { idSchema, parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { addingKeys } from './adding-keys.ts';
import { documentOf, flag, number, presentKeys, requiredText, text, texts } from './document.ts';
import { readInstallStatus, readRenewalStatus, readRequestedVia, readSslStatus } from './labels.ts';
import { notingUnreadable } from './noting-unreadable.ts';
import { CertificateProfileSchema } from './profile-schemas.ts';
import { readScmDate } from './scm-date.ts';
import { readSerialNumber } from './serial-number.ts';
import type {
  AutoInstallDetails,
  AutoInstallNode,
  AutoRenewDetails,
  CustomFieldValue,
  SslCertificateDetails,
  SslDetails,
} from './ssl-details.ts';
import type { SslIdentity } from './ssl-identity.ts';
import { withoutEmptyValues } from './without-empty-values.ts';

/** A date as `yyyy-MM-dd`; unchanged if its form is unknown. */
export const ScmDateSchema = v.pipe(v.string(), v.transform(readScmDate));
const date = tolerant(v.optional(ScmDateSchema));

/** A serial number as `0A:B3:...`; unchanged if it isn't hexadecimal. */
export const SerialNumberSchema = v.pipe(v.string(), v.transform(readSerialNumber));
const serialNumber = v.optional(SerialNumberSchema);

/** The state in a uniform spelling; unknown ones are kept. */
export const SslStatusSchema = v.pipe(requiredText, v.transform(readSslStatus));
/** The label, even if the server sent a code. */
export const RequestedViaSchema = v.pipe(v.string(), v.transform(readRequestedVia));

/** The code is a number with header login, and digits as text with OAuth2. Other text is dropped. */
const ReasonCodeSchema = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform((code) => (typeof code === 'number' ? code : readReasonCode(code))),
);

function readReasonCode(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Decodes a row of the certificate list. */
export const SslIdentitySchema = parsedObject<SslIdentity>({
  sslId: idSchema,
  commonName: text,
  subjectAlternativeNames: texts,
  serialNumber,
});

/** Decodes the value of a custom field on a certificate. */
export const CustomFieldValueSchema = addingKeys(
  v.pipe(
    v.unknown(),
    v.transform(withReadableValue),
    parsedObject<CustomFieldValue, 'isUnreadable'>({ name: requiredText, value: requiredText }),
  ),
  (field) => (isObject(field) && isUnreadable(field.value) ? { isUnreadable: true } : undefined),
);

const SslCertificateDetailsSchema = parsedObject<SslCertificateDetails>({
  issuer: text,
  subject: text,
  subjectAltNames: text,
  md5Hash: text,
  sha1Hash: text,
  sha256Hash: text,
});

const AutoInstallNodeSchema = parsedObject<AutoInstallNode>({ name: text, port: number, status: text });
const AutoInstallDetailsSchema = parsedObject<AutoInstallDetails>({
  state: tolerant(v.optional(v.pipe(v.string(), v.transform(readInstallStatus)))),
  nodes: tolerant(v.optional(v.array(AutoInstallNodeSchema))),
});

const AutoRenewDetailsSchema = parsedObject<AutoRenewDetails>({
  state: tolerant(v.optional(v.pipe(v.string(), v.transform(readRenewalStatus)))),
  daysBeforeExpiration: number,
});

/** Decodes the record of a certificate. Its `entries` list its known paths. */
export const SslDetailsSchema = parsedObject<SslDetails, 'asWritten' | 'unreadable'>({
  sslId: idSchema,
  id: idSchema,
  status: SslStatusSchema,
  commonName: text,
  orgId: number,
  orderNumber: number,
  backendCertId: text,
  vendor: text,
  certType: tolerant(v.optional(CertificateProfileSchema)),
  subType: text,
  validationType: text,
  term: number,
  owner: text,
  ownerId: number,
  requester: text,
  requesterId: number,
  requestedVia: tolerant(v.optional(RequestedViaSchema)),
  externalRequester: text,
  comments: text,
  requested: date,
  approved: date,
  issued: date,
  declined: date,
  expires: date,
  replaced: date,
  revoked: date,
  reasonCode: tolerant(v.optional(ReasonCodeSchema)),
  renewed: flag,
  renewedDate: date,
  serialNumber,
  signatureAlg: text,
  keyAlgorithm: text,
  keySize: number,
  keyType: text,
  keyUsages: texts,
  extendedKeyUsages: texts,
  subjectAlternativeNames: texts,
  customFields: v.optional(v.array(CustomFieldValueSchema)),
  certificateDetails: tolerant(v.optional(SslCertificateDetailsSchema)),
  autoInstallDetails: tolerant(v.optional(AutoInstallDetailsSchema)),
  autoRenewDetails: tolerant(v.optional(AutoRenewDetailsSchema)),
  suspendNotifications: flag,
});
/** Decodes a page of the certificate list. */
export const SslListDocumentSchema = documentOf(v.array(SslIdentitySchema));

/** Decodes the details document. Keys without a value become absent. */
export const SslDetailsDocumentSchema = v.pipe(
  v.unknown(),
  presentKeys('status'),
  v.transform(withoutEmptyValues),
  v.transform(withBothIds),
  addingKeys(notingUnreadable(SslDetailsSchema), textAsWritten),
);

/** Older servers send only `sslId`, which the documentation calls deprecated, so each id substitutes for the other. */
function withBothIds(document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return document;
  const { sslId, id } = document as { sslId?: unknown; id?: unknown };
  if (sslId !== undefined && id !== undefined) return document;
  return { ...document, sslId: sslId ?? id, id: id ?? sslId };
}

const readers = Object.entries<(text: string) => unknown>({
  serialNumber: readSerialNumber,
  status: readSslStatus,
  requestedVia: readRequestedVia,
  reasonCode: readReasonCode,
  'autoInstallDetails.state': readInstallStatus,
  'autoRenewDetails.state': readRenewalStatus,
}).map(([path, read]) => ({ path, keys: path.split('.'), read }));

/** Showing a text the way SCM does takes the original, such as the leading `00:` of a serial number. */
function textAsWritten(document: unknown): Pick<SslDetails, 'asWritten'> | undefined {
  const asWritten: Record<string, string> = {};
  for (const { path, keys, read } of readers) {
    const value = keys.reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), document);
    if (typeof value === 'string' && String(read(value)) !== value) asWritten[path] = value;
  }
  return Object.keys(asWritten).length > 0 ? { asWritten } : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Converts numbers and booleans to text. A value of another type must not be mistaken for none. */
function withReadableValue(field: unknown): unknown {
  if (!isObject(field)) return field;
  const { value } = field;
  if (value === undefined || typeof value === 'string') return field;
  return { ...field, value: v.parse(text, value) ?? '' };
}

function isUnreadable(value: unknown): boolean {
  return value !== undefined && typeof value !== 'string' && v.parse(text, value) === undefined;
}
