import { idSchema, parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, flag, number, presentKeys, requiredText, text, texts } from './document.ts';
import { readInstallStatus, readRenewalStatus, readRequestedVia, readSslStatus } from './labels.ts';
import { notingUnreadable } from './noting-unreadable.ts';
import { CertificateProfileSchema } from './profile-schemas.ts';
import { readScmDate } from './scm-date.ts';
import { readSerialNumber } from './serial-number.ts';
import { withoutEmptyValues } from './without-empty-values.ts';

/** A date as `yyyy-MM-dd`; in whatever form it came where that form is unknown. */
export const ScmDateSchema = v.pipe(v.string(), v.transform(readScmDate));
const date = tolerant(v.optional(ScmDateSchema));

/** A serial number as `0A:B3:...`; unchanged where it is no hexadecimal number. */
export const SerialNumberSchema = v.pipe(v.string(), v.transform(readSerialNumber));
const serialNumber = v.optional(SerialNumberSchema);

/** The state in one spelling; an unknown one passes. */
export const SslStatusSchema = v.pipe(requiredText, v.transform(readSslStatus));
/** The label, also where a code came. */
export const RequestedViaSchema = v.pipe(v.string(), v.transform(readRequestedVia));

/** The code is a number on the header-login host, text of digits on the OAuth2 host; other text is no code. */
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

/** The value of a custom field on a certificate; "" where it has none. */
export const CustomFieldValueSchema = v.pipe(
  v.unknown(),
  v.transform(withReadableValue),
  parsedObject({ name: requiredText, value: requiredText }),
);
/** A custom field of a certificate, with its value. */
export type CustomFieldValue = v.InferOutput<typeof CustomFieldValueSchema> & {
  /** The field has a value that is no text; `value` is "" then. Not a key of SCM. */
  isUnreadable?: boolean | undefined;
};

const IssuedCertificateSchema = v.looseObject({
  issuer: text,
  subject: text,
  subjectAltNames: text,
  md5Hash: text,
  sha1Hash: text,
  sha256Hash: text,
});

const AutoInstallDetailsSchema = v.looseObject({
  state: tolerant(v.optional(v.pipe(v.string(), v.transform(readInstallStatus)))),
  nodes: tolerant(v.optional(v.array(v.looseObject({ name: text, port: number, status: text })))),
});

const AutoRenewDetailsSchema = v.looseObject({
  state: tolerant(v.optional(v.pipe(v.string(), v.transform(readRenewalStatus)))),
  daysBeforeExpiration: number,
});

/**
 * The record of a certificate, with every key that the API documents, in one shape for both flavours: dates
 * `yyyy-MM-dd`, states and origins as labels, `reasonCode` a number, `serialNumber` as `0A:B3:...`. `asWritten` has the
 * text of the response where such a one, dates aside, came otherwise. Unknown keys pass, and so do unknown states. What is
 * needed must fit: the ids, `status`, `serialNumber` and the names in `customFields`; any other key whose value is of another
 * kind is left out, and listed in `unreadable`. So is an `orderNumber` beyond 2^53, of which JSON loses digits;
 * `backendCertId` is the same number as text.
 *
 * A plain `looseObject` of optional entries, so that its known paths can be read off `entries`.
 */
export const SslDetailsSchema = v.looseObject({
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
  /** By its path, text that has another spelling here, dates aside, as the response has it. Not a key of SCM. */
  asWritten?: Readonly<Record<string, string>> | undefined;
  /** Paths of values that came but are of another kind, and were left out: `certificateDetails.issuer`. Not a key of SCM. */
  unreadable?: readonly string[] | undefined;
};

/** Decodes a page of the certificate list. */
export const SslListDocumentSchema = documentOf(v.array(SslIdentitySchema));

/** Decodes the details document, after which keys without a value are absent. */
export const SslDetailsDocumentSchema = v.pipe(
  v.unknown(),
  presentKeys('status'),
  v.transform(withoutEmptyValues),
  v.transform(withBothIds),
  v.transform(withTextAsWritten),
  notingUnreadable(SslDetailsSchema),
);

/** Older servers know only `sslId`, and the documentation calls it deprecated: each stands in for the other. */
function withBothIds(document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return document;
  const { sslId, id } = document as { sslId?: unknown; id?: unknown };
  return { ...document, sslId: sslId ?? id, id: id ?? sslId };
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  serialNumber: readSerialNumber,
  status: readSslStatus,
  requestedVia: readRequestedVia,
  reasonCode: readReasonCode,
  'autoInstallDetails.state': readInstallStatus,
  'autoRenewDetails.state': readRenewalStatus,
};

/** Whoever shows a text as SCM does needs it as it came, the leading `00:` of a serial number included. */
function withTextAsWritten(document: unknown): unknown {
  const asWritten: Record<string, string> = {};
  for (const [path, read] of Object.entries(readers)) {
    const value = path
      .split('.')
      .reduce<unknown>((part, key) => (isObject(part) ? part[key] : undefined), document);
    if (typeof value === 'string' && String(read(value)) !== value) asWritten[path] = value;
  }
  return isObject(document) && Object.keys(asWritten).length > 0 ? { ...document, asWritten } : document;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A number or flag is what it looks like. A value of another kind must not be taken for none. */
function withReadableValue(field: unknown): unknown {
  if (typeof field !== 'object' || field === null) return field;
  const { value } = field as { value?: unknown };
  if (value === undefined || typeof value === 'string') return field;
  const readable = v.parse(text, value);
  return readable === undefined ? { ...field, value: '', isUnreadable: true } : { ...field, value: readable };
}
