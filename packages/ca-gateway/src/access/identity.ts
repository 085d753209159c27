import type { JWTPayload } from 'jose';

/** Who a verified credential says that the caller is. */
export type Identity = CertificateIdentity | TokenIdentity;

/** The holder of a certificate that a client authority vouches for. */
export interface CertificateIdentity {
  readonly kind: 'certificate';
  /** As `canonicalAttributes` has it, like `subject`. */
  readonly issuer: string;
  readonly subject: string;
  readonly serialNumber: string;
  /** For people. */
  readonly label: string;
}

/** The subject of a token of a trusted issuer. */
export interface TokenIdentity {
  readonly kind: 'token';
  readonly issuer: string;
  readonly claims: JWTPayload;
  /** For people. */
  readonly label: string;
}
