import { idSchema, parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { addingKeys } from './adding-keys.ts';
import {
  CustomFieldValueSchema,
  RequestedViaSchema,
  ScmDateSchema,
  SerialNumberSchema,
} from './certificate-schemas.ts';
import { documentOf, number, text } from './document.ts';
import { readSslStatus } from './labels.ts';
import { notingUnreadable } from './noting-unreadable.ts';
import type { SslReportRow } from './ssl-report-row.ts';

const date = tolerant(v.optional(ScmDateSchema));

const rowSchema = parsedObject<SslReportRow, 'minutesFromMidnight' | 'unreadable'>({
  id: idSchema,
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
  requestedVia: tolerant(v.optional(RequestedViaSchema)),
  sha1: text,
  md5: text,
  customFields: v.optional(v.array(CustomFieldValueSchema)),
});

/** Decodes a row of the SSL certificates report. */
export const SslReportRowSchema = addingKeys(notingUnreadable(rowSchema), distanceFromMidnight);

/** Decodes the rows of the report. */
export const SslReportRowsSchema = v.array(SslReportRowSchema);

/** Decodes the report. */
export const SslReportDocumentSchema = documentOf(
  v.looseObject({ statusCode: v.optional(v.number(), 0), reports: SslReportRowsSchema }),
);

/** Decodes the report without decoding its rows. */
export const RawReportDocumentSchema = documentOf(
  v.looseObject({ statusCode: v.optional(v.number(), 0), reports: v.array(v.unknown()) }),
);

const dates = ['requested', 'approved', 'declined', 'expires', 'revoked', 'replaced'] as const;

const DAY = 1_440;

/** Finds the distance from midnight before the dates lose their times. */
function distanceFromMidnight(row: unknown): Pick<SslReportRow, 'minutesFromMidnight'> | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const values = row as Record<string, unknown>;
  let least: number | undefined;
  for (const key of dates) {
    const value = values[key];
    const time = typeof value === 'string' ? /T(\d\d):(\d\d)/.exec(value) : null;
    if (time === null) continue;
    const minute = Number(time[1]) * 60 + Number(time[2]);
    least = Math.min(least ?? DAY, minute, DAY - minute);
  }
  return least === undefined ? undefined : { minutesFromMidnight: least };
}
