import * as v from 'valibot';
import { CustomFieldValueSchema, ScmDateSchema } from './certificate-schemas.ts';
import { withoutEmptyValues } from './without-empty-values.ts';

const text = v.optional(v.string());
const number = v.optional(v.number());
const date = v.optional(ScmDateSchema);

/** A row of the SSL certificates report. Dates are `yyyy-MM-dd`, as written by the server in UTC. */
export const SslReportRowSchema = v.looseObject({
  /** The sslId. */
  id: v.number(),
  commonName: text,
  orgId: number,
  organizationName: text,
  status: text,
  orderNumber: number,
  backendCertId: text,
  typeId: number,
  type: text,
  term: number,
  issuer: text,
  requester: text,
  approver: text,
  externalRequester: text,
  comments: text,
  requested: date,
  approved: date,
  declined: date,
  downloaded: date,
  expires: date,
  revoked: date,
  replaced: date,
  publicKeyType: text,
  subjAltNames: text,
  serialNumber: text,
  requestedVia: text,
  sha1: text,
  md5: text,
  customFields: v.optional(v.array(CustomFieldValueSchema)),
});
export type SslReportRow = v.InferOutput<typeof SslReportRowSchema>;

export const SslReportDocumentSchema = v.pipe(
  v.unknown(),
  v.transform(withoutEmptyValues),
  v.looseObject({ statusCode: v.optional(v.number(), 0), reports: v.array(SslReportRowSchema) }),
);
