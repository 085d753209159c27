import type { IssuedCertificate } from '../contract/issued-certificate.ts';

/** A row of `issued` with its certificate, as {@link selectIssued} reads it. */
export interface IssuedRow {
  readonly ca: string;
  readonly ca_number: number;
  readonly request_id: string;
  readonly der: Uint8Array;
  readonly sha1: string;
  readonly sha256: string;
  readonly serial: string;
  readonly subject: string;
  readonly issuer: string;
  /** JSON. */
  readonly names: string;
  readonly alternative_name: string;
  readonly not_before: number;
  readonly not_after: number;
  readonly product_id: string | null;
  readonly product_name: string | null;
  readonly user_name: string | null;
  readonly csr: string | null;
  readonly is_revoked: number;
  readonly revoked_at: number;
  readonly revocation_reason: number | null;
  readonly changed_at: number;
}

/** The columns of an {@link IssuedRow}. */
export const issuedColumns = `ca.name AS ca, issued.ca AS ca_number, issued.request_id, certificate.der, certificate.sha1,
  lower(certificate.sha256) AS sha256, certificate.serial,
  issued.subject, issued.issuer, certificate.names, issued.alternative_name, issued.not_before, issued.not_after,
  request.product_id,
  product.name AS product_name, placed_order.user_name, request.csr, is_revoked, issued.revoked_at,
  request.revocation_reason, issued.changed_at`;

/** What a row of `issued` is joined with for an {@link IssuedRow}. */
export const issuedJoins = `JOIN ca ON ca.number = issued.ca
  JOIN request ON request.ca = issued.ca AND request.id = issued.request_id
  JOIN certificate ON certificate.ca = issued.ca AND certificate.sha256 = request.certificate
  LEFT JOIN product ON product.key = issued.product
  LEFT JOIN placed_order ON placed_order.ca = issued.ca AND placed_order.request_id = issued.request_id
    AND placed_order.state = 'ordered' AND placed_order.kind <> 'replace'`;

/** Reads a certificate from its row. */
export function toIssuedCertificate(row: IssuedRow): IssuedCertificate {
  return {
    ca: row.ca,
    requestId: row.request_id,
    der: row.der,
    sha1: row.sha1.toLowerCase(),
    sha256: row.sha256,
    serialNumber: row.serial,
    subject: row.subject,
    issuer: row.issuer,
    subjectAlternativeNames: JSON.parse(row.names),
    alternativeNameText: row.alternative_name,
    notBefore: new Date(row.not_before),
    notAfter: new Date(row.not_after),
    productId: row.product_id,
    productName: row.product_name,
    userName: row.user_name,
    csr: row.csr,
    revocation: row.is_revoked === 1 ? { at: new Date(row.revoked_at), reason: row.revocation_reason } : null,
    changedAt: new Date(row.changed_at),
  };
}
