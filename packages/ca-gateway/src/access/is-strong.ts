import type { X509Certificate } from 'node:crypto';
import * as pkijs from 'pkijs';
import { decodeCertificate } from './decode-certificate.ts';

/** Families of signatures that are younger than SHA-1: RSA and ECDSA with SHA-2, what NIST has added since, Ed25519 and Ed448. */
const strongSignatures = [
  /^1\.2\.840\.113549\.1\.1\.1[1-6]$/,
  /^1\.2\.840\.10045\.4\.3\.[1-4]$/,
  /^2\.16\.840\.1\.101\.3\.4\.3\.\d+$/,
  /^1\.3\.101\.11[23]$/,
];
const rsaPss = '1.2.840.113549.1.1.10';
const leastBits = 2048;
const leastCurveBits = 224;
/** SHA-2 and SHA-3. */
const strongDigest = /^2\.16\.840\.1\.101\.3\.4\.2\.\d+$/;

/** Whether TLS takes the key of a certificate: it has to be as hard to break as RSA of 2048 bits. */
export function hasStrongKey({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType, asymmetricKeyDetails: details } = publicKey;
  if (asymmetricKeyType !== 'ec') return (details?.modulusLength ?? leastBits) >= leastBits;
  // By its name: for what has the bits of a curve, `toLegacyObject`, Node ends with a segmentation fault where it does not know the curve.
  return Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0] ?? 0) >= leastCurveBits;
}

/** Whether TLS takes the signature under a certificate. */
export function isStronglySigned({ raw }: X509Certificate): boolean {
  const { algorithmId, algorithmParams } = decodeCertificate(raw).signatureAlgorithm;
  if (algorithmId !== rsaPss) return strongSignatures.some((family) => family.test(algorithmId));
  return strongDigest.test(new pkijs.RSASSAPSSParams({ schema: algorithmParams }).hashAlgorithm.algorithmId);
}
