import { type ArgumentsOf, checkCalls, optional, type Shape } from '@certbridge/rest-client';
import { type Approval, createApproval } from './approval.ts';
import { type CertificateLists, createCertificateLists } from './certificate-lists.ts';
import { type CertificateRecords, createCertificateRecords } from './certificate-records.ts';
import { type CollectOptions, type CollectResult, collectCertificate } from './collection.ts';
import { createEnrollment, type Enrollment } from './enrollment.ts';
import { createOrderValidation, type OrderValidation } from './order-validation.ts';
import { createRevocation, type Revocation } from './revocation.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';
import { type WaitOptions, type WaitResult, waitForCertificate } from './wait-for-certificate.ts';

/** SSL certificates. [SCM API documentation 25.5, "SSL Certificates"] */
export interface Certificates
  extends CertificateLists,
    CertificateRecords,
    Enrollment,
    Approval,
    Revocation,
    OrderValidation,
    Collection {}

/** Download of issued certificates. */
export interface Collection {
  /**
   * Downloads a certificate with its chain, leaf first in any format. A certificate that isn't issued yet, is revoked or
   * will never be issued is a result, not an error. Throws an `ApiError` 'not-found' if there is none with this id, and
   * 'invalid-response' for a file that can't be read.
   */
  collect(sslId: number, options?: CollectOptions): Promise<CollectResult>;
  /**
   * Collects a certificate repeatedly until it is issued, it is clear that it never will be, or the deadline passes.
   *
   * Delays grow from 2 to 30 s, with jitter in their upper half. From the third attempt on it reads the record, too, to detect
   * a declined or rejected request. Retryable failures don't end the wait.
   */
  waitForCertificate(sslId: number, options?: WaitOptions): Promise<WaitResult>;
}

const collectShape = {
  signal: 'signal?',
  format: 'text?',
  formatIn: 'text?',
} as const satisfies Shape<CollectOptions>;
const argumentsOf: ArgumentsOf<Collection> = {
  collect: [null, optional('option', collectShape)],
  waitForCertificate: [
    null,
    optional('option', {
      ...collectShape,
      deadlineMs: 'number?',
      firstDelayMs: 'number?',
      longestDelayMs: 'number?',
    }),
  ],
};

/** Creates the certificate calls of a client. */
export function createCertificates(api: ScmApi): Certificates {
  const records = createCertificateRecords(api);
  const { get } = records;
  const collect = (sslId: number, options: CollectOptions = {}) =>
    collectCertificate({ ...api, get }, sslId, options);
  const collection: Collection = {
    collect,
    waitForCertificate: (sslId, options = {}) => waitForCertificate({ collect, get }, sslId, options),
  };
  return {
    ...createCertificateLists(api),
    ...records,
    ...createEnrollment(api),
    ...createApproval(api),
    ...createRevocation(api),
    ...createOrderValidation(api),
    ...checkCalls(collection, argumentsOf, { of: 'certificates', system }),
  };
}
