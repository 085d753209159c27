import type { KeyObject } from 'node:crypto';
import { elementAt, partsOf } from './der-element.ts';

const tags = { integer: 0x02, sequence: 0x30 } as const;

/** The largest exponent has 256 bits, since a larger one can be another way to write 1. */
const leastExponent = 3n;
const exponentLimit = 1n << 256n;
const smallFactorLimit = 752n;

/**
 * Whether anybody can sign for a public key, or factor it, whatever its size: RSA with an exponent that is even, below 3 or above 256 bits, or
 * with a modulus that has a small factor, and the point at infinity. OpenSSL takes them all. [Baseline Requirements of the CA/Browser Forum,
 * section 6.1.6; NIST SP 800-89, section 5.3.3]
 */
export function isDegenerateKey(key: KeyObject): boolean {
  const publicKeyInfo = encoded(key);
  if (publicKeyInfo === undefined) return true;
  const { publicExponent } = key.asymmetricKeyDetails ?? {};
  if (publicExponent === undefined) return false;
  if (publicExponent < leastExponent || publicExponent >= exponentLimit || publicExponent % 2n === 0n) {
    return true;
  }
  return hasSmallFactor(modulusOf(publicKeyInfo));
}

/** Undefined for the point at infinity, which Node reads and can't write. */
function encoded(key: KeyObject): Buffer | undefined {
  try {
    return key.export({ format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

function hasSmallFactor(modulus: bigint): boolean {
  if (modulus % 2n === 0n) return true;
  for (let factor = 3n; factor < smallFactorLimit; factor += 2n) {
    if (modulus % factor === 0n) return true;
  }
  return false;
}

/** Of RSA and RSA-PSS, for which Node has no JWK. [RFC 8017, appendix A.1.1] */
function modulusOf(publicKeyInfo: Buffer): bigint {
  const [, bits] = partsOf(publicKeyInfo, elementAt(publicKeyInfo, 0, publicKeyInfo.length), tags.sequence);
  const key = bits && elementAt(publicKeyInfo, bits.contentStart + 1, bits.contentEnd);
  const [modulus] = partsOf(publicKeyInfo, key, tags.sequence);
  if (modulus?.tag !== tags.integer) throw new Error('The key is damaged');
  return BigInt(`0x${publicKeyInfo.toString('hex', modulus.contentStart, modulus.contentEnd)}`);
}
