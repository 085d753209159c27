import type { RevokedInfo } from '@certbridge/ca-host';
import { writeDate } from './dates.ts';
import { revocationReasonName } from './revocation-reasons.ts';

/** What revocations and requests for their status return. */
export interface RevokeStatus {
  readonly issuer_dn: string;
  readonly serial_number: string;
  readonly revoked: boolean;
  readonly revocation_reason: string;
  readonly revocation_date?: string;
  readonly message?: string;
}

/** The certificate as the path names it, percent-decoded: clients read their own spelling back. */
export interface NamedInPath {
  readonly issuer: string;
  readonly serialNumber: string;
}

/** Renders whether a certificate is revoked. */
export function revokeStatus(
  { issuer, serialNumber }: NamedInPath,
  revocation: RevokedInfo | null,
): RevokeStatus {
  return {
    issuer_dn: issuer,
    serial_number: serialNumber,
    revoked: revocation !== null,
    revocation_reason: revocation === null ? 'NOT_REVOKED' : revocationReasonName(revocation.reason),
    ...(revocation !== null && { revocation_date: writeDate(revocation.at) }),
  };
}
