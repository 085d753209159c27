import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as pkijs from 'pkijs';
import { readAttribute } from './distinguished-name.ts';
import { type KeyFacts, readKeyFacts } from './key-facts.ts';
import { readPem } from './pem.ts';

/** A certificate request with a valid signature. */
export interface Csr {
  /** Common name of the subject; undefined if there is none. */
  commonName: string | undefined;
  /** SubjectPublicKeyInfo in base64. */
  publicKey: string;
  key: KeyFacts;
}

/** Why a certificate request is refused. */
export type CsrProblem = 'not-base64' | 'not-a-csr' | 'bad-signature' | 'algorithm';

/** A certificate request, or why it is refused. */
export type CsrResult = Csr | CsrProblem;

const rsaPss = '1.2.840.113549.1.1.10';

/** Parses a PKCS#10 request, PEM or bare base64, and verifies its signature. */
export function readCsr(text: string): CsrResult {
  const der = readPem(text);
  if (der === undefined) return 'not-base64';
  let request: pkijs.CertificationRequest;
  try {
    request = pkijs.CertificationRequest.fromBER(der);
  } catch {
    return 'not-a-csr';
  }
  const encoded = Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER(false));
  const publicKey = readKey(encoded);
  const key = publicKey && readKeyFacts(publicKey);
  if (publicKey === undefined || key === undefined) return 'algorithm';
  if (!hasValidSignature(request, publicKey)) return 'bad-signature';
  return {
    commonName: readAttribute(request.subject, 'CN'),
    publicKey: encoded.toString('base64'),
    key,
  };
}

function readKey(key: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

// pkijs would import the key a second time.
function hasValidSignature(request: pkijs.CertificationRequest, publicKey: KeyObject): boolean {
  const { signatureAlgorithm, signatureValue, tbsView } = request;
  try {
    const hash = pkijs.getCrypto(true).getHashAlgorithm(signatureAlgorithm);
    const key = { key: publicKey, ...paddingOf(signatureAlgorithm) };
    return hash !== '' && verify(hash, tbsView, key, signatureValue.valueBlock.valueHexView);
  } catch {
    return false;
  }
}

function paddingOf({ algorithmId, algorithmParams }: pkijs.AlgorithmIdentifier): {
  padding?: number;
  saltLength?: number;
} {
  if (algorithmId !== rsaPss) return {};
  const { saltLength } = new pkijs.RSASSAPSSParams({ schema: algorithmParams });
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}
