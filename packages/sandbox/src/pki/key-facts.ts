import { createPublicKey, type webcrypto } from 'node:crypto';

/** Algorithm and size of a public key, as named in profiles and details. */
export interface KeyFacts {
  algorithm: 'RSA' | 'EC';
  /** Bits. */
  size: number;
  /** Size in bits for RSA, name of the curve for EC. */
  param: string;
}

/** Key of seeded certificates, and of orders without a key of their own. */
export const throwAwayKey: KeyFacts = { algorithm: 'EC', size: 256, param: 'P-256' };

const curves: Readonly<Record<string, KeyFacts>> = {
  prime256v1: throwAwayKey,
  secp384r1: { algorithm: 'EC', size: 384, param: 'P-384' },
  secp521r1: { algorithm: 'EC', size: 521, param: 'P-521' },
};

/** Reads the algorithm of a SubjectPublicKeyInfo in DER; undefined for algorithms that no profile offers. */
export function readKeyFacts(publicKey: Uint8Array): KeyFacts | undefined {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa')
    return { algorithm: 'RSA', size: modulusLength, param: String(modulusLength) };
  return key.asymmetricKeyType === 'ec' ? curves[namedCurve] : undefined;
}

/** Generates a key pair that can sign and be exported. */
export function generateKeyPair({ algorithm, size, param }: KeyFacts): Promise<webcrypto.CryptoKeyPair> {
  const parameters =
    algorithm === 'EC'
      ? { name: 'ECDSA', namedCurve: param }
      : {
          name: 'RSASSA-PKCS1-v1_5',
          modulusLength: size,
          publicExponent: new Uint8Array([1, 0, 1]),
          hash: 'SHA-256',
        };
  return crypto.subtle.generateKey(parameters, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}
