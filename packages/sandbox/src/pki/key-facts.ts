import { generateKeyPair as generate, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** Algorithm and size of a public key, as named in profiles and details. */
export interface KeyFacts {
  algorithm: 'RSA' | 'EC';
  /** Bits. */
  size: number;
  /** Size in bits for RSA, name of the curve for EC. */
  param: string;
}

/** A public key with its private one. The types of Node change its name from version to version. */
export interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** Key of seeded certificates, and of orders without a key of their own. */
export const throwAwayKey: KeyFacts = { algorithm: 'EC', size: 256, param: 'P-256' };

const curves: Readonly<Record<string, KeyFacts>> = {
  prime256v1: throwAwayKey,
  secp384r1: { algorithm: 'EC', size: 384, param: 'P-384' },
  secp521r1: { algorithm: 'EC', size: 521, param: 'P-521' },
};

/** Returns algorithm and size of a public key; undefined for algorithms that no profile offers. */
export function readKeyFacts({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): KeyFacts | undefined {
  const { modulusLength = 0, namedCurve = '' } = asymmetricKeyDetails ?? {};
  if (asymmetricKeyType === 'rsa')
    return { algorithm: 'RSA', size: modulusLength, param: String(modulusLength) };
  return asymmetricKeyType === 'ec' ? curves[namedCurve] : undefined;
}

/** Generates a key pair. */
export function generateKeyPair({ algorithm, size, param }: KeyFacts): Promise<KeyPair> {
  return algorithm === 'EC'
    ? promisify(generate)('ec', { namedCurve: param })
    : promisify(generate)('rsa', { modulusLength: size });
}

/** Encodes a public key as SubjectPublicKeyInfo in DER. */
export function encodePublicKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}
