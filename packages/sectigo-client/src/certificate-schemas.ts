import * as v from 'valibot';
import { CertificateProfileSchema } from './profile-schemas.ts';
import { readScmDate } from './scm-date.ts';
import { withoutEmptyValues } from './without-empty-values.ts';

const text = v.optional(v.string());
const number = v.optional(v.number());
const flag = v.optional(v.boolean());
const texts = v.optional(v.array(v.string()));

/** A date as `yyyy-MM-dd`; in whatever form it came where that form is unknown. */
export const ScmDateSchema = v.pipe(v.string(), v.transform(readScmDate));
const date = v.optional(ScmDateSchema);

/** The code is a number on the header-login host, text of digits on the OAuth2 host. */
const ReasonCodeSchema = v.union([v.number(), v.pipe(v.string(), v.digits(), v.transform(Number))]);

/** A row of the certificate list. The serial number stays in the notation it came in. */
export const SslIdentitySchema = v.looseObject({
  sslId: v.number(),
  commonName: text,
  subjectAlternativeNames: texts,
  serialNumber: text,
});
export type SslIdentity = v.InferOutput<typeof SslIdentitySchema>;

/** The value of a custom field on a certificate; "" where it has none. */
export const CustomFieldValueSchema = v.looseObject({ name: v.string(), value: v.optional(v.string(), '') });
export type CustomFieldValue = v.InferOutput<typeof CustomFieldValueSchema>;

const IssuedCertificateSchema = v.looseObject({
  issuer: text,
  subject: text,
  subjectAltNames: text,
  md5Hash: text,
  sha1Hash: text,
  sha256Hash: text,
});

const AutoInstallDetailsSchema = v.looseObject({
  state: text,
  nodes: v.optional(v.array(v.looseObject({ name: text, port: number, status: text }))),
});

const AutoRenewDetailsSchema = v.looseObject({ state: text, daysBeforeExpiration: number });

/**
 * The record of a certificate, with every key that the API documents. Unknown keys pass, and so does an unknown status.
 *
 * A plain `looseObject` of optional entries, so that its known paths can be read off `entries`.
 */
export const SslDetailsSchema = v.looseObject({
  sslId: v.number(),
  id: v.number(),
  status: v.string(),
  commonName: text,
  orgId: number,
  orderNumber: number,
  backendCertId: text,
  vendor: text,
  certType: v.optional(CertificateProfileSchema),
  subType: text,
  validationType: text,
  term: number,
  owner: text,
  ownerId: number,
  requester: text,
  requesterId: number,
  requestedVia: text,
  externalRequester: text,
  comments: text,
  requested: date,
  approved: date,
  issued: date,
  declined: date,
  expires: date,
  replaced: date,
  revoked: date,
  reasonCode: v.optional(ReasonCodeSchema),
  renewed: flag,
  renewedDate: date,
  serialNumber: text,
  signatureAlg: text,
  keyAlgorithm: text,
  keySize: number,
  keyType: text,
  keyUsages: texts,
  extendedKeyUsages: texts,
  subjectAlternativeNames: texts,
  customFields: v.optional(v.array(CustomFieldValueSchema)),
  certificateDetails: v.optional(IssuedCertificateSchema),
  autoInstallDetails: v.optional(AutoInstallDetailsSchema),
  autoRenewDetails: v.optional(AutoRenewDetailsSchema),
  suspendNotifications: flag,
});
export type SslDetails = v.InferOutput<typeof SslDetailsSchema>;

/** Decodes a page of the certificate list. */
export const SslListDocumentSchema = v.pipe(
  v.unknown(),
  v.transform(withoutEmptyValues),
  v.array(SslIdentitySchema),
);

/** Decodes the details document, after which keys without a value are absent. */
export const SslDetailsDocumentSchema = v.pipe(
  v.unknown(),
  v.transform(withoutEmptyValues),
  v.transform(withBothIds),
  SslDetailsSchema,
);

/** Older servers know only `sslId`, and the documentation calls it deprecated: each stands in for the other. */
function withBothIds(document: unknown): unknown {
  if (typeof document !== 'object' || document === null) return document;
  const { sslId, id } = document as { sslId?: unknown; id?: unknown };
  return { ...document, sslId: sslId ?? id, id: id ?? sslId };
}
