import { parsedObject } from '@certbridge/rest-client';
import * as v from 'valibot';
import {
  CustomFieldValueSchema,
  RequestedViaSchema,
  ScmDateSchema,
  SerialNumberSchema,
} from './certificate-schemas.ts';
import { documentOf, number, text } from './document.ts';
import { readSslStatus } from './labels.ts';

const date = v.optional(ScmDateSchema);

/** A row of the SSL certificates report. Dates are `yyyy-MM-dd`, as written by the server in UTC; `serialNumber` is `0A:B3:...`. */
export const SslReportRowSchema = parsedObject({
  /** The sslId. */
  id: v.number(),
  commonName: text,
  orgId: number,
  organizationName: text,
  city: text,
  state: text,
  country: text,
  status: v.optional(v.pipe(v.string(), v.transform(readSslStatus))),
  orderNumber: number,
  backendCertId: text,
  serverType: text,
  servers: number,
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
  ipAddresses: text,
  publicKeyAlg: text,
  publicKeySize: text,
  publicKeyType: text,
  subjAltNames: text,
  serialNumber: v.optional(SerialNumberSchema),
  requestedVia: v.optional(RequestedViaSchema),
  sha1: text,
  md5: text,
  customFields: v.optional(v.array(CustomFieldValueSchema)),
});
/** A decoded row of the report of SSL certificates. */
export type SslReportRow = v.InferOutput<typeof SslReportRowSchema>;

export const SslReportDocumentSchema = documentOf(
  v.looseObject({ statusCode: v.optional(v.number(), 0), reports: v.array(SslReportRowSchema) }),
);
