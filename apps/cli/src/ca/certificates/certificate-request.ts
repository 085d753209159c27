import { createHash, createPublicKey } from 'node:crypto';
import { findRequest, isRequestTextProblem, type RequestTextProblem } from '@certbridge/certificate';
import { readDer } from './der.ts';

/** What the host needs of a CSR; whether it is good enough to be ordered from is for the plugin to say. */
export interface CertificateRequest {
  readonly pem: string;
  /** SHA-256 of the DER, hexadecimal. */
  readonly hash: string;
  /** SHA-256 of the public key, hexadecimal: tells the certificate that comes of it. */
  readonly keyHash: string;
}

/** Why a CSR is not taken: a clause that goes on from "the file", and what to do. */
export interface CertificateRequestProblem {
  readonly problem: string;
  readonly remedy: string;
}

const form = 'Give a CSR (PKCS#10) as PEM, which begins with -----BEGIN CERTIFICATE REQUEST-----, or as DER.';
const alone = 'Give a file with one request, and nothing else.';

/** Reads a CSR (PKCS#10, RFC 2986) from the bytes of a file: PEM, DER, or base64 without the PEM lines. */
export function readCertificateRequest(bytes: Uint8Array): CertificateRequest | CertificateRequestProblem {
  const der = findRequest(bytes);
  if (isRequestTextProblem(der)) return describe(der);
  try {
    const [request] = readDer(der);
    const [info] = readDer(request?.content ?? der);
    const [, , publicKey] = readDer(info?.content ?? der);
    if (request?.encoded.length !== der.length || publicKey === undefined) return damaged;
    return {
      pem: renderPem('CERTIFICATE REQUEST', der),
      hash: createHash('sha256').update(der).digest('hex'),
      keyHash: hashPublicKey(publicKey.encoded),
    };
  } catch {
    return damaged;
  }
}

const damaged = { problem: 'holds no certificate request that can be read', remedy: form };

function describe({ problem, label }: RequestTextProblem): CertificateRequestProblem {
  switch (problem) {
    case 'empty':
      return { problem: 'is empty', remedy: form };
    case 'several':
      return { problem: 'holds several certificate requests', remedy: alone };
    case 'other-block':
      return { problem: `holds a block of another kind (${label})`, remedy: alone };
    case 'cut-off':
      return { problem: 'is cut off: a BEGIN or END line lacks its counterpart', remedy: form };
    case 'text-behind':
      return { problem: 'holds text behind the certificate request', remedy: alone };
    case 'not-base64':
      return damaged;
  }
}

/** Renders PEM (RFC 7468). */
export function renderPem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** Hashes a public key in its one encoding: others of the same key are as valid. Throws where there is none. */
export function hashPublicKey(subjectPublicKeyInfo: Uint8Array): string {
  const key = createPublicKey({ key: Buffer.from(subjectPublicKeyInfo), format: 'der', type: 'spki' });
  return createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}
