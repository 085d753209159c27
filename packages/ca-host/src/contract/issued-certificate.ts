/** A certificate of the store, with what its request says of it. */
export interface IssuedCertificate {
  /** Name of the CA that it was ordered from or found at. */
  readonly ca: string;
  /** The authority's id of the request: SCM's `sslId`. */
  readonly requestId: string;
  /** DER. */
  readonly der: Uint8Array;
  /** Lower-case hexadecimal. */
  readonly sha1: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Upper-case hexadecimal without leading zeros. */
  readonly serialNumber: string;
  /** RFC 4514. */
  readonly subject: string;
  /** RFC 4514. */
  readonly issuer: string;
  /** As `dns=www.example.org`. */
  readonly subjectAlternativeNames: readonly string[];
  /** All of them as one text, in which searches look, with the types of RFC 5280: `dNSName=www.example.org, iPAddress=192.0.2.1`. Empty where there are none. */
  readonly alternativeNameText: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Null if the authority does not say. */
  readonly productId: string | null;
  /** SCM's name of the product, which is the name of the certificate profile; null where it is not known. */
  readonly productName: string | null;
  /** Who it was ordered for through this host; null where another way was taken. */
  readonly userName: string | null;
  /** PKCS#10 in PEM; null where the authority does not keep it. */
  readonly csr: string | null;
  readonly revocation: RevokedInfo | null;
  /** When the host last saw it change, its status included. */
  readonly changedAt: Date;
}

/** What tells a certificate from all others of a database. */
export type CertificateKey = Pick<IssuedCertificate, 'ca' | 'requestId' | 'serialNumber'>;

/** When and why a certificate was revoked. */
export interface RevokedInfo {
  /** When the host saw it, where the authority gives no date. */
  readonly at: Date;
  /** CRLReason of RFC 5280, section 5.3.1; null where the authority gives none. */
  readonly reason: number | null;
}
