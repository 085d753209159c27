import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { DistinguishedName } from './distinguished-name.ts';
import { type CertificateName, readAlternativeNameExtension, readName } from './encoded-names.ts';
import { writePem } from './pem.ts';
import { type RequestProblem, requestDer } from './request-text.ts';
import { verifyOwnSignature } from './verify-own-signature.ts';

/** A certificate request (PKCS#10, RFC 2986). Whether it is good enough to be ordered from is not looked at. */
export interface CertificateRequest {
  /** In the form that most systems take, whatever it was read from. */
  readonly pem: string;
  /** SHA-256 of the DER, in hexadecimal. */
  readonly fingerprint: string;
  /** The most specific part first; attributes that were joined are parts of their own. */
  readonly subject: DistinguishedName;
  /** Undefined where they can't be read: what is not understood must not be left out. */
  readonly alternativeNames: readonly CertificateName[] | undefined;
  /** DER of the SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** Undefined where Node does not know the algorithm, or the key is damaged. */
  readonly publicKey: KeyObject | undefined;
  /** Verifies that the request was signed with its own key. */
  readonly isSigned: () => Promise<boolean>;
}

/** Where a request carries the extensions that it asks for: PKCS #9, and Microsoft's own. [RFC 2985, section 5.4.2] */
const extensionRequests: readonly string[] = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14'];

/** Reads a request from PEM (either armor), base64 or DER, of which there must be exactly one. Returns one that was read before as it is. */
export function readCertificateRequest(
  input: string | Uint8Array | CertificateRequest,
): CertificateRequest | RequestProblem {
  if (typeof input === 'object' && 'fingerprint' in input) return input;
  const der = requestDer(input);
  if ('problem' in der) return der;
  try {
    const { result } = asn1js.fromBER(Uint8Array.from(der));
    // The parser passes over wrong lengths, and over what stands behind the request and was never signed.
    if (!Buffer.from(result.toBER(false)).equals(der)) return { problem: 'no-request' };
    const request = new pkijs.CertificationRequest({ schema: result });
    const publicKeyInfo = publicKeyInfoOf(result);
    const publicKey = readPublicKey(publicKeyInfo);
    return {
      pem: writePem('CERTIFICATE REQUEST', der),
      fingerprint: createHash('sha256').update(der).digest('hex'),
      subject: readName(request.subject),
      alternativeNames: readAlternativeNames(request),
      ...{ publicKeyInfo, publicKey },
      isSigned: () => verifyOwnSignature(request, publicKey),
    };
  } catch {
    return { problem: 'no-request' };
  }
}

/** Takes the bytes out of a request as they were signed; the library would encode them anew. */
function publicKeyInfoOf(request: asn1js.AsnType): Uint8Array {
  const [info] = partsOf(request);
  const [, , publicKeyInfo] = info === undefined ? [] : partsOf(info);
  return Uint8Array.from(publicKeyInfo?.valueBeforeDecodeView ?? []);
}

function partsOf(node: asn1js.AsnType): readonly asn1js.AsnType[] {
  return node instanceof asn1js.Constructed ? node.valueBlock.value : [];
}

function readPublicKey(publicKeyInfo: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function readAlternativeNames({
  attributes = [],
}: pkijs.CertificationRequest): CertificateName[] | undefined {
  const schemas = attributes
    .filter(({ type }) => extensionRequests.includes(type))
    .flatMap(({ values }) => values);
  try {
    return schemas
      .flatMap((schema) => new pkijs.Extensions({ schema }).extensions)
      .flatMap(readAlternativeNameExtension);
  } catch {
    return undefined;
  }
}
