import type { EndEntityStatus } from '@certbridge/ca-plugin';
import type { StoredRequest, StoredRequestCertificate } from '../contract/ca-store.ts';

/** A row of `request` with its certificate. */
export interface RequestRow {
  readonly id: string;
  readonly status: EndEntityStatus;
  readonly status_message: string | null;
  readonly product_id: string | null;
  readonly product_name: string | null;
  readonly csr: string | null;
  readonly certificate: string | null;
  readonly revoked_at: string | null;
  readonly revocation_reason: number | null;
  readonly first_seen_at: string;
  readonly changed_at: string;
  readonly serial: string | null;
  readonly subject: string | null;
  readonly issuer: string | null;
  /** JSON. */
  readonly names: string | null;
  readonly not_before: string | null;
  readonly not_after: string | null;
  readonly sha1: string | null;
  readonly sha256: string | null;
}

/** Reads a request from its row. */
export function toStoredRequest(row: RequestRow): StoredRequest {
  return {
    id: row.id,
    status: row.status,
    statusMessage: row.status_message,
    productId: row.product_id,
    productName: row.product_name,
    csr: row.csr,
    revocationDate: row.revoked_at,
    revocationReason: row.revocation_reason,
    firstSeenAt: row.first_seen_at,
    changedAt: row.changed_at,
    certificate: toCertificate(row),
  };
}

function toCertificate(row: RequestRow): StoredRequestCertificate | null {
  const { serial, subject, issuer, names, not_before: notBefore, not_after: notAfter, sha1, sha256 } = row;
  if (serial === null || subject === null || issuer === null || names === null) return null;
  if (notBefore === null || notAfter === null || sha1 === null || sha256 === null) return null;
  const subjectAlternativeNames = JSON.parse(names);
  return {
    serialNumber: serial,
    subject,
    issuer,
    subjectAlternativeNames,
    notBefore,
    notAfter,
    sha1,
    sha256,
  };
}
