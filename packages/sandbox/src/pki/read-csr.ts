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

/** Parses a PKCS#10 request, PEM or bare base64, and verifies its signature. */
export async function readCsr(text: string): Promise<Csr | CsrProblem> {
  const der = readPem(text);
  if (der === undefined) return 'not-base64';
  let request: pkijs.CertificationRequest;
  try {
    request = pkijs.CertificationRequest.fromBER(der);
  } catch {
    return 'not-a-csr';
  }
  const publicKey = Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER(false));
  const key = readKey(publicKey);
  if (key === undefined) return 'algorithm';
  if (!(await request.verify().catch(() => false))) return 'bad-signature';
  return {
    commonName: readAttribute(request.subject, 'CN'),
    publicKey: publicKey.toString('base64'),
    key,
  };
}

function readKey(publicKey: Uint8Array): KeyFacts | undefined {
  try {
    return readKeyFacts(publicKey);
  } catch {
    return undefined;
  }
}
