import { EndEntityStatus, type EnrollmentResult } from '@certbridge/ca-plugin';
import type { RecordToKeep } from '../contract/ca-store.ts';

/** Makes the record to keep of an order that the authority has; `csr` is PKCS#10 in PEM. */
export function recordOf(
  { caRequestId, certificate, status, statusMessage }: EnrollmentResult,
  { productId, csr }: { readonly productId: string; readonly csr: string },
): RecordToKeep {
  return {
    caRequestId,
    certificate,
    status,
    productId,
    csr,
    revocationDate: null,
    revocationReason: null,
    statusMessage: status === EndEntityStatus.Generated ? null : statusMessage,
  };
}
