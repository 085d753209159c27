import { parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { ScmDateSchema } from './certificate-schemas.ts';
import { documentOf, requiredText, text } from './document.ts';
import type {
  DcvEmails,
  DomainValidation,
  DomainValidationOrder,
  DomainValidationStart,
  DomainValidationStatus,
} from './domain-validation.ts';
import { readDcvMode, readDcvOrderStatus, readDomainStatus } from './labels.ts';

const date = tolerant(v.optional(ScmDateSchema));
const mode = tolerant(v.optional(v.pipe(v.string(), v.transform(readDcvMode))));
const domainStatus = v.pipe(requiredText, v.transform(readDomainStatus));
const orderStatus = v.optional(v.pipe(v.string(), v.transform(readDcvOrderStatus)));

/** Decodes a domain in the list. */
export const DomainValidationSchema = parsedObject<DomainValidation>({
  domain: requiredText,
  dcvStatus: domainStatus,
  dcvOrderStatus: orderStatus,
  dcvOrderMethod: mode,
  dcvMethod: mode,
  expirationDate: date,
});

/** Decodes the validation status of a domain. */
export const DomainValidationStatusSchema = parsedObject<DomainValidationStatus>({
  status: domainStatus,
  validationDate: date,
  expirationDate: date,
  orderStatus,
  orderMode: mode,
  url: text,
  firstLine: text,
  secondLine: text,
  host: text,
  point: text,
  validationEmail: text,
  emailValidationReferenceNumber: text,
  orderBackendId: text,
  submittedDate: date,
  lastCheck: text,
  nextCheck: text,
});

const addresses = v.fallback(v.optional(v.array(v.string()), []), []);
const DcvEmailsSchema = parsedObject<DcvEmails>({
  domainName: text,
  whoisEmails: addresses,
  adminEmails: addresses,
  dnsTxtEmails: addresses,
});

/** Decodes what to publish. */
export const DomainValidationStartSchema = parsedObject<DomainValidationStart>({
  message: text,
  url: text,
  firstLine: text,
  secondLine: text,
  host: text,
  point: text,
  emails: tolerant(v.optional(v.array(v.string()))),
  dcvEmails: tolerant(v.optional(v.array(DcvEmailsSchema))),
});

/** Decodes the status after submitting or clearing a validation. */
export const DomainValidationOrderSchema = parsedObject<DomainValidationOrder>({
  status: domainStatus,
  orderStatus,
  message: text,
  orderBackendId: text,
  emailValidationReferenceNumber: text,
  host: text,
  point: text,
});

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
