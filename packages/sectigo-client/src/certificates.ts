import { type Approval, createApproval } from './approval.ts';
import { type CertificateLists, createCertificateLists } from './certificate-lists.ts';
import { type CertificateRecords, createCertificateRecords } from './certificate-records.ts';
import { type CollectOptions, type CollectResult, collectCertificate } from './collection.ts';
import { createEnrollment, type Enrollment } from './enrollment.ts';
import { createOrderValidation, type OrderValidation } from './order-validation.ts';
import { createRevocation, type Revocation } from './revocation.ts';
import type { ScmApi } from './scm-api.ts';
import { type WaitOptions, type WaitOutcome, waitForCertificate } from './wait-for-certificate.ts';

/** SSL certificates. [SCM API documentation 25.5, "SSL Certificates"] */
export interface Certificates
  extends CertificateLists,
    CertificateRecords,
    Enrollment,
    Approval,
    Revocation,
    OrderValidation {
  /**
   * Downloads a certificate with its chain, leaf first whatever the format. That it is not issued yet, revoked or never to
   * be issued is a result and not an error. Throws an `ApiError` 'not-found' if there is no certificate with this id,
   * and 'invalid-response' for a file that can't be read.
   */
  collect(sslId: number, options?: CollectOptions): Promise<CollectResult>;
  /**
   * Collects a certificate until it is issued, or it is clear that it never will be, or the deadline comes.
   *
   * Waits grow from 2 to 30 s, drawn at random from their upper half. After three looks the record is read too, so that a
   * declined or rejected request ends the waiting. Failures that may pass are waited out as well.
   */
  waitForCertificate(sslId: number, options?: WaitOptions): Promise<WaitOutcome>;
}

export function createCertificates(api: ScmApi): Certificates {
  const records = createCertificateRecords(api);
  const { get } = records;
  const collect = (sslId: number, options: CollectOptions = {}) =>
    collectCertificate({ ...api, get }, sslId, options);
  return {
    ...createCertificateLists(api),
    ...records,
    ...createEnrollment(api),
    ...createApproval(api),
    ...createRevocation(api),
    ...createOrderValidation(api),
    collect,
    waitForCertificate: (sslId, options = {}) => waitForCertificate({ collect, get }, sslId, options),
  };
}
