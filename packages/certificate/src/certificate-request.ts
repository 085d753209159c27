import { createHash, type KeyObject } from 'node:crypto';
import { readPublicKey } from './read-public-key.ts';
import { type RequestContent, readRequestContent } from './request-content.ts';
import type { RequestProblem } from './request-text.ts';
import { canVerify, verifyOwnSignature } from './verify-own-signature.ts';

/** A certificate request (PKCS#10, RFC 2986). Whether its key is strong enough and its names can be ordered is not checked. */
export interface ParsedCertificateRequest extends Omit<RequestContent, 'parts'> {
  /** SHA-256 of the DER, in hexadecimal. */
  readonly fingerprint: string;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** Undefined where Node does not know the algorithm, the key is damaged, or others refuse how it is written. */
  readonly publicKey: KeyObject | undefined;
  /** Verifies that the request was signed with its own key. */
  readonly isSigned: () => Promise<boolean>;
  /** Whether the signature is of an algorithm that can be verified. */
  readonly isVerifiable: () => boolean;
}

/** A request, or why there is none. */
export type CertificateRequestResult = ParsedCertificateRequest | RequestProblem;

/** Reads a request from PEM (either armor), base64 or DER. There must be exactly one. Returns one that was read before as it is. */
export function readCertificateRequest(
  input: string | Uint8Array | ParsedCertificateRequest,
): CertificateRequestResult {
  if (typeof input === 'object' && 'fingerprint' in input) return input;
  const content = readRequestContent(input);
  if ('problem' in content) return content;
  const { parts, ...names } = content;
  const { der, publicKeyInfo } = parts;
  const publicKey = readPublicKey(publicKeyInfo);
  return {
    ...names,
    fingerprint: createHash('sha256').update(der).digest('hex'),
    publicKeyInfo,
    publicKey,
    isSigned: () => verifyOwnSignature(parts, publicKey),
    isVerifiable: () => canVerify(parts.signatureAlgorithm),
  };
}
