import { type CertificateRecord, EndEntityStatus, type EnrollmentResult } from '@certbridge/ca-plugin';
import { readStoredCertificate } from '../certificates/stored-certificate.ts';

/** Makes the record to keep of an order that the authority has; `csr` is PKCS#10 in PEM. */
export function recordOf(
  { caRequestId, certificate, status, statusMessage }: EnrollmentResult,
  { productId, csr }: { readonly productId: string; readonly csr: string },
): CertificateRecord {
  return {
    ...{ caRequestId, certificate, status, productId, csr, revocationDate: null, revocationReason: null },
    serialNumber: certificate === null ? null : readStoredCertificate(certificate).serialNumber,
    statusMessage: status === EndEntityStatus.Generated ? null : statusMessage,
  };
}
