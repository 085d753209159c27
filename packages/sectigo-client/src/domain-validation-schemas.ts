import { tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { ScmDateSchema } from './certificate-schemas.ts';
import { documentOf, number, requiredText, text } from './document.ts';
import { readDcvMode, readDcvOrderStatus, readDomainStatus } from './labels.ts';

const date = tolerant(v.optional(ScmDateSchema));
const mode = tolerant(v.optional(v.pipe(v.string(), v.transform(readDcvMode))));
const domainStatus = v.pipe(requiredText, v.transform(readDomainStatus));
const orderStatus = v.optional(v.pipe(v.string(), v.transform(readDcvOrderStatus)));

/** Decodes a domain in the list. States are codes (`VALIDATED`) in either flavour; `expirationDate` is `yyyy-MM-dd`. */
export const DomainValidationSchema = v.looseObject({
  domain: requiredText,
  dcvStatus: domainStatus,
  dcvOrderStatus: orderStatus,
  dcvOrderMethod: mode,
  dcvMethod: mode,
  expirationDate: date,
});
/** A domain in the list of domain validations. */
export type DomainValidation = v.InferOutput<typeof DomainValidationSchema>;

/**
 * Decodes the validation status of a domain, with what the current order needs to be published. Dates are `yyyy-MM-dd`;
 * `lastCheck` and `nextCheck` are ISO date-times in UTC.
 */
export const DomainValidationStatusSchema = v.looseObject({
  status: domainStatus,
  validationDate: date,
  expirationDate: date,
  orderStatus,
  orderMode: mode,
  /** HTTP and HTTPS: where to publish the two lines. */
  url: text,
  firstLine: text,
  secondLine: text,
  /** CNAME and TXT: name and value of the record. */
  host: text,
  point: text,
  validationEmail: text,
  emailValidationReferenceNumber: text,
  orderBackendId: text,
  submittedDate: date,
  lastCheck: text,
  nextCheck: text,
});
/** The validation status of a domain. */
export type DomainValidationStatus = v.InferOutput<typeof DomainValidationStatusSchema>;

const addresses = v.fallback(v.optional(v.array(v.string()), []), []);

/**
 * Decodes what to publish, which depends on the method: `url` with two lines, `host` and `point`, or addresses to choose
 * from; for TXT just a message.
 */
export const DomainValidationStartSchema = v.looseObject({
  message: text,
  url: text,
  firstLine: text,
  secondLine: text,
  host: text,
  point: text,
  emails: tolerant(v.optional(v.array(v.string()))),
  dcvEmails: tolerant(
    v.optional(
      v.array(
        v.looseObject({
          domainName: text,
          whoisEmails: addresses,
          adminEmails: addresses,
          dnsTxtEmails: addresses,
        }),
      ),
    ),
  ),
});
/** What to publish, or the addresses to choose from, for a validation that was started. */
export type DomainValidationStart = v.InferOutput<typeof DomainValidationStartSchema>;

/** Decodes the status after submitting or clearing a validation. With TXT, `host` and `point` are the record to publish. */
export const DomainValidationOrderSchema = v.looseObject({
  status: domainStatus,
  orderStatus,
  message: text,
  orderBackendId: text,
  emailValidationReferenceNumber: text,
  host: text,
  point: text,
});
/** The status after submitting or clearing a validation. */
export type DomainValidationOrder = v.InferOutput<typeof DomainValidationOrderSchema>;

/** ISO 8601. Header login sends times as `yyyy-MM-dd HH:mm:ss`, in an undocumented zone. */
const time = tolerant(
  v.optional(
    v.pipe(
      v.string(),
      v.transform((value) => value.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d{2}:)/, '$1T')),
    ),
  ),
);

/**
 * Decodes the validation of a certificate's domains, in one shape for both flavours. Times in the log are ISO 8601, with a
 * zone in the Admin Operations API, and in an undocumented zone with header login.
 */
export const SslDcvSchema = v.looseObject({
  dcvLog: v.optional(
    v.looseObject({
      /** `code` 0 means no error. */
      error: v.optional(v.looseObject({ code: v.optional(v.number(), 0), description: text })),
      log: v.optional(
        v.array(
          v.looseObject({
            dcvStatus: text,
            domainName: text,
            dcvDate: time,
            lastCheck: time,
            nextCheck: time,
            dcvEmailRefNumber: number,
          }),
        ),
        [],
      ),
    }),
  ),
  /** What to publish; not in the response of a recheck. */
  instructions: v.optional(
    v.array(
      v.looseObject({
        domainName: text,
        dcvMode: mode,
        host: text,
        point: text,
        url: text,
        file: text,
        dcvEmail: text,
      }),
    ),
  ),
});
/** The validation of a certificate's domains. */
export type SslDcv = v.InferOutput<typeof SslDcvSchema>;

/** Decodes the list of domain validations. */
export const DomainValidationListDocumentSchema = documentOf(
  v.array(DomainValidationSchema),
  'domain',
  'dcvStatus',
);
/** Decodes the response with the status of a domain. */
export const DomainValidationStatusDocumentSchema = documentOf(DomainValidationStatusSchema, 'status');
/** Decodes the response to starting a validation. */
export const DomainValidationStartDocumentSchema = documentOf(DomainValidationStartSchema);
/** Decodes the response to submitting or clearing a validation. */
export const DomainValidationOrderDocumentSchema = documentOf(DomainValidationOrderSchema, 'status');

/** Decodes the object of the header flavour, or the OAuth2 flavour's list of such objects, one per domain. */
export const SslDcvDocumentSchema = v.pipe(
  documentOf(v.union([v.array(SslDcvSchema), SslDcvSchema])),
  v.transform((entries) => (Array.isArray(entries) ? joinEntries(entries) : entries)),
);

function joinEntries(entries: readonly SslDcv[]): SslDcv {
  const logs = entries.flatMap(({ dcvLog }) => dcvLog ?? []);
  const error = logs.find((log) => (log.error?.code ?? 0) !== 0)?.error ?? logs[0]?.error;
  const instructions = entries.flatMap((entry) => entry.instructions ?? []);
  return {
    ...(logs.length > 0 && {
      dcvLog: { ...(error !== undefined && { error }), log: logs.flatMap(({ log }) => log) },
    }),
    ...(entries.some((entry) => entry.instructions !== undefined) && { instructions }),
  };
}
