import { type KeyObject, verify } from 'node:crypto';
import { promisify } from 'node:util';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { encodeIdentifier } from './object-identifier.ts';
import type { RequestParts } from './request-parts.ts';

/** Signature algorithms of nearly all requests, with the hash that goes before them. [RFC 4055, section 5; RFC 5758, section 3.2] */
const usual: Readonly<Record<string, { readonly keyType: 'rsa' | 'ec'; readonly hash: string }>> = {
  [rsa('1.2.840.113549.1.1.11')]: { keyType: 'rsa', hash: 'sha256' },
  [rsa('1.2.840.113549.1.1.12')]: { keyType: 'rsa', hash: 'sha384' },
  [rsa('1.2.840.113549.1.1.13')]: { keyType: 'rsa', hash: 'sha512' },
  [ecdsa('1.2.840.10045.4.3.2')]: { keyType: 'ec', hash: 'sha256' },
  [ecdsa('1.2.840.10045.4.3.3')]: { keyType: 'ec', hash: 'sha384' },
  [ecdsa('1.2.840.10045.4.3.4')]: { keyType: 'ec', hash: 'sha512' },
};
type SignedParts = Pick<RequestParts, 'info' | 'publicKeyInfo' | 'signatureAlgorithm' | 'signature'>;

const verifyApart = promisify(verify);

/**
 * Verifies that a request was signed with its own key. What is usual goes to Node itself, which takes a fraction of the time that the
 * library needs to bring key and signature into the forms of Web Crypto; and in another thread, as much else may be under way.
 */
export async function verifyOwnSignature(parts: SignedParts, key: KeyObject | undefined): Promise<boolean> {
  const algorithm = usual[parts.signatureAlgorithm];
  if (algorithm === undefined) return verifyUnusual(parts);
  if (key?.asymmetricKeyType !== algorithm.keyType) return false;
  return verifyApart(algorithm.hash, parts.info, key, parts.signature).catch(() => false);
}

/** Whether the signatures of an algorithm, given as {@link RequestParts} have it, can be verified at all. */
export function canVerify(signatureAlgorithm: string): boolean {
  if (usual[signatureAlgorithm] !== undefined) return true;
  try {
    const { algorithmId } = readAlgorithm(signatureAlgorithm);
    return 'name' in pkijs.getCrypto(true).getAlgorithmByOID(algorithmId);
  } catch {
    return false;
  }
}

/** Attributes are not decoded, which may be thousands of values. */
async function verifyUnusual({
  info,
  publicKeyInfo,
  signatureAlgorithm,
  signature,
}: SignedParts): Promise<boolean> {
  try {
    return await pkijs
      .getCrypto(true)
      .verifyWithPublicKey(
        Uint8Array.from(info),
        new asn1js.BitString({ valueHex: Uint8Array.from(signature).buffer }),
        new pkijs.PublicKeyInfo({ schema: decodeDer(publicKeyInfo) }),
        readAlgorithm(signatureAlgorithm),
      );
  } catch {
    return false;
  }
}

function readAlgorithm(signatureAlgorithm: string): pkijs.AlgorithmIdentifier {
  return new pkijs.AlgorithmIdentifier({ schema: decodeDer(Buffer.from(signatureAlgorithm, 'hex')) });
}

/** Throws if the value is damaged: the parser passes over wrong lengths, and over what stands behind the value. */
function decodeDer(der: Uint8Array): asn1js.AsnType {
  const { result } = asn1js.fromBER(der);
  if (!Buffer.from(result.toBER(false)).equals(der)) throw new Error('The value is damaged');
  return result;
}

/** An AlgorithmIdentifier with NULL for its parameters, in hexadecimal. */
function rsa(identifier: string): string {
  return `300d0609${encodeIdentifier(identifier).toString('hex')}0500`;
}

/** One without parameters. */
function ecdsa(identifier: string): string {
  return `300a0608${encodeIdentifier(identifier).toString('hex')}`;
}
