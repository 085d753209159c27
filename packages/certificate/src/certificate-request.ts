import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { DistinguishedName } from './distinguished-name.ts';
import {
  type AlternativeName,
  hasUnsureCommonName,
  readAlternativeNames,
  readName,
} from './encoded-names.ts';
import { writePem } from './pem.ts';
import { readRequestParts } from './request-parts.ts';
import { type RequestProblem, requestDer } from './request-text.ts';
import { canVerify, verifyOwnSignature } from './verify-own-signature.ts';

/** A certificate request (PKCS#10, RFC 2986). Whether its key is strong enough and its names can be ordered is not checked. */
export interface ParsedCertificateRequest {
  /** In the form that most systems take, whatever it was read from. */
  readonly pem: string;
  /** SHA-256 of the DER, in hexadecimal. */
  readonly fingerprint: string;
  /** The most specific part first; attributes that were joined are parts of their own. */
  readonly subject: DistinguishedName;
  /** Undefined where they can't be read: what is not understood must not be left out. */
  readonly alternativeNames: readonly AlternativeName[] | undefined;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** Undefined where Node does not know the algorithm, or the key is damaged. */
  readonly publicKey: KeyObject | undefined;
  /** Verifies that the request was signed with its own key. */
  readonly isSigned: () => Promise<boolean>;
  /** Whether the signature is of an algorithm that can be verified. */
  readonly isVerifiable: () => boolean;
}

/** A request, or why there is none. */
export type CertificateRequestResult = ParsedCertificateRequest | RequestProblem;

/** The longest request that SCM takes, in characters of PEM. What is longer is not read, since it comes from strangers. [SCM API documentation 25.4] */
export const longestRequest = 32_767;

/** What to say of requests whose names are not certain. */
export const uncertainNames = {
  'not-ascii':
    'A name in the CSR has characters beyond ASCII. Make a new one with the name in its ASCII form (xn--…).',
  'several-lists':
    'The CSR has several lists of extensions, of which others see one alone. Make a new one with all names in one list.',
} as const;

/** Reads a request from PEM (either armor), base64 or DER, of which there must be exactly one. Returns one that was read before as it is. */
export function readCertificateRequest(
  input: string | Uint8Array | ParsedCertificateRequest,
): CertificateRequestResult {
  if (typeof input === 'object' && 'fingerprint' in input) return input;
  const der = requestDer(input);
  if ('problem' in der) return der;
  const pem = writePem('CERTIFICATE REQUEST', der);
  if (pem.length > longestRequest) return { problem: 'too-long' };
  try {
    const parts = readRequestParts(der);
    const { publicKeyInfo } = parts;
    const publicKey = readPublicKey(publicKeyInfo);
    if (parts.extensions.length > 1) return { problem: 'several-lists' };
    const alternativeNames = readRequestedNames(parts.extensions);
    if (hasUnsureCommonName(parts.subject) || alternativeNames?.some(isBeyondAscii)) {
      return { problem: 'not-ascii' };
    }
    return {
      pem,
      fingerprint: createHash('sha256').update(der).digest('hex'),
      subject: readName(parts.subject),
      alternativeNames,
      publicKeyInfo,
      publicKey,
      isSigned: () => verifyOwnSignature(parts, publicKey),
      isVerifiable: () => canVerify(parts.signatureAlgorithm),
    };
  } catch {
    return { problem: 'no-request' };
  }
}

function readPublicKey(publicKeyInfo: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function readRequestedNames(extensions: readonly Uint8Array[]): AlternativeName[] | undefined {
  try {
    return extensions.flatMap(readAlternativeNames);
  } catch {
    return undefined;
  }
}

/** An IA5String has no such bytes: what they mean would be a guess, and another domain if it is wrong. */
function isBeyondAscii({ value }: AlternativeName): boolean {
  return /[^\0-\x7f]/.test(value);
}
