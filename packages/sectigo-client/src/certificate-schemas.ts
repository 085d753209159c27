import { idSchema, parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, flag, number, presentKeys, requiredText, text, texts } from './document.ts';
import { readInstallStatus, readRenewalStatus, readRequestedVia, readSslStatus } from './labels.ts';
import { notingUnreadable } from './noting-unreadable.ts';
import { CertificateProfileSchema } from './profile-schemas.ts';
import { readScmDate } from './scm-date.ts';
import { readSerialNumber } from './serial-number.ts';
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

/** A row of the certificate list. `serialNumber` is `0A:B3:...`, absent before issue. */
export const SslIdentitySchema = parsedObject({
  sslId: idSchema,
  commonName: text,
  subjectAlternativeNames: texts,
  serialNumber,
});
/** A decoded row of the certificate list. */
export type SslIdentity = v.InferOutput<typeof SslIdentitySchema>;

/** The value of a custom field on a certificate; "" if it has none. */
export const CustomFieldValueSchema = v.pipe(
  v.unknown(),
  v.transform(withReadableValue),
  parsedObject({ name: requiredText, value: requiredText }),
);
/** A custom field of a certificate, with its value. */
export type CustomFieldValue = v.InferOutput<typeof CustomFieldValueSchema> & {
  /** Set if the value isn't text; `value` is "" then. Not part of the API. */
  isUnreadable?: boolean | undefined;
};

const IssuedCertificateSchema = parsedObject({
  issuer: text,
  subject: text,
  subjectAltNames: text,
  md5Hash: text,
  sha1Hash: text,
  sha256Hash: text,
});

const AutoInstallDetailsSchema = parsedObject({
  state: tolerant(v.optional(v.pipe(v.string(), v.transform(readInstallStatus)))),
  nodes: tolerant(v.optional(v.array(parsedObject({ name: text, port: number, status: text })))),
});

const AutoRenewDetailsSchema = parsedObject({
  state: tolerant(v.optional(v.pipe(v.string(), v.transform(readRenewalStatus)))),
  daysBeforeExpiration: number,
});

/**
 * The record of a certificate, with every documented key, in one shape for both flavours: dates as `yyyy-MM-dd`, states and
 * origins as labels, `reasonCode` as a number, `serialNumber` as `0A:B3:...`. `asWritten` has the original text of values
 * other than dates that this changes. Unknown keys and states are kept.
 *
 * The ids, `status`, `serialNumber` and the names in `customFields` must have the documented type. Any other key with a value
 * of another type is dropped and listed in `unreadable`. So is an `orderNumber` beyond 2^53, for which JSON loses digits;
 * `backendCertId` has the same number as text.
 *
 * Its `entries` list its known paths.
 */
export const SslDetailsSchema = parsedObject({
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
  certificateDetails: tolerant(v.optional(IssuedCertificateSchema)),
  autoInstallDetails: tolerant(v.optional(AutoInstallDetailsSchema)),
  autoRenewDetails: tolerant(v.optional(AutoRenewDetailsSchema)),
  suspendNotifications: flag,
});
/** The decoded record of a certificate. */
export type SslDetails = v.InferOutput<typeof SslDetailsSchema> & {
  /** The original text of values whose spelling was changed, except dates, by path. Not part of the API. */
  asWritten?: Readonly<Record<string, string>> | undefined;
  /** Paths of values that were dropped because of their type: `certificateDetails.issuer`. Not part of the API. */
  unreadable?: readonly string[] | undefined;
};

/** Decodes a page of the certificate list. */
export const SslListDocumentSchema = documentOf(v.array(SslIdentitySchema));

/** Decodes the details document. Keys without a value become absent. */
export const SslDetailsDocumentSchema = v.pipe(
  v.unknown(),
  presentKeys('status'),
  v.transform(withoutEmptyValues),
  v.transform(withBothIds),
  v.transform(withTextAsWritten),
  notingUnreadable(SslDetailsSchema),
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
function withTextAsWritten(document: unknown): unknown {
  const asWritten: Record<string, string> = {};
  for (const { path, keys, read } of readers) {
    const value = keys.reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), document);
    if (typeof value === 'string' && String(read(value)) !== value) asWritten[path] = value;
  }
  return isObject(document) && Object.keys(asWritten).length > 0 ? { ...document, asWritten } : document;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Converts numbers and booleans to text. A value of another type must not be mistaken for none. */
function withReadableValue(field: unknown): unknown {
  if (typeof field !== 'object' || field === null) return field;
  const { value } = field as { value?: unknown };
  if (value === undefined || typeof value === 'string') return field;
  const readable = v.parse(text, value);
  return readable === undefined ? { ...field, value: '', isUnreadable: true } : { ...field, value: readable };
}
