import type { KeyObject } from 'node:crypto';

/** A certificate request (PKCS#10, RFC 2986) that a host has read, so that it need not be read again. */
export interface CertificateRequest {
  /** PEM, also if it was read from DER. */
  readonly pem: string;
  /** SHA-256 of the DER, in hexadecimal. */
  readonly fingerprint: string;
  /** The most specific part first, each with its attributes. */
  readonly subject: readonly (readonly { readonly type: string; readonly value: string }[])[];
  /** Undefined where they can't be read. */
  readonly alternativeNames:
    | readonly { readonly kind: 'dns' | 'ip' | 'email' | 'uri' | 'other'; readonly value: string }[]
    | undefined;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** Undefined where Node doesn't know the algorithm, or the key is damaged. */
  readonly publicKey: KeyObject | undefined;
  /** Verifies that the request was signed with its own key. */
  readonly isSigned: () => Promise<boolean>;
  /** Whether the signature is of an algorithm that can be verified. */
  readonly isVerifiable: () => boolean;
}
