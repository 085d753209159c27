import type { KeyObject } from 'node:crypto';
import { type DistinguishedName, isDegenerateKey } from '@certbridge/certificate';
import {
  longestRequest,
  type ParsedCertificateRequest,
  type RequestProblem,
  readCertificateRequest,
  uncertainNames,
} from '@certbridge/certificate/request';
import type { RequestedName } from './names.ts';
import { isRefusal, type OrderRefusal, refuse } from './refusal.ts';

/** Algorithm of a public key, with its size in bits (`2048`) or the name of its curve (`P-256`). */
export interface CsrKey {
  readonly algorithm: 'RSA' | 'EC';
  readonly parameter: string;
}

/** A certificate request whose signature was verified and whose key is strong enough. */
export interface Csr {
  /** As SCM takes it. */
  readonly pem: string;
  /** SHA-256 of the DER, in hexadecimal. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  readonly key: CsrKey;
  readonly subject: DistinguishedName;
  readonly alternativeNames: readonly RequestedName[];
}

/** A request to order with, or why nothing is ordered. */
export type VerifiedCsrResult = Csr | OrderRefusal;

const leastRsaBits = 2048;
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/**
 * Reads a PKCS#10 request in PEM (either armor), base64 or DER, and verifies that it was signed with its own key. RSA keys
 * must have 2048 bits, EC keys lie on P-256, P-384 or P-521. Keys that only look as strong are refused, too: {@link isDegenerateKey}.
 */
export async function readVerifiedCsr(
  input: string | Uint8Array | ParsedCertificateRequest,
): Promise<VerifiedCsrResult> {
  const request = readCertificateRequest(input);
  if ('problem' in request) return refuseProblem(request);
  const { pem, fingerprint, subject, alternativeNames } = request;
  const read = checkKey(request);
  if (isRefusal(read)) return read;
  if (!(await request.isSigned())) {
    return request.isVerifiable()
      ? refuse('The CSR is not signed with its own key, or was changed afterwards. Make a new one.')
      : refuse('The signature algorithm of the CSR is not supported. Sign a new one with SHA-256.');
  }
  if (alternativeNames === undefined) {
    return refuse('The alternative names in the CSR are damaged. Make a new one.');
  }
  return { pem, fingerprint, ...read, subject, alternativeNames };
}

function refuseProblem({ problem }: RequestProblem): OrderRefusal {
  switch (problem) {
    case 'empty':
      return refuse('The CSR is missing.');
    case 'several':
      return refuse('There are several CSRs. Give one.');
    case 'text-behind':
      return refuse('There is text behind the CSR. Give the CSR alone.');
    case 'other-block':
    case 'cut-off':
      return refuse('The CSR is damaged: it must begin and end with the lines of a CERTIFICATE REQUEST.');
    case 'not-base64':
      return refuse('The CSR is damaged: it is neither PEM, nor base64, nor DER.');
    case 'too-long':
      return refuse(`The CSR is longer than the ${longestRequest} characters that SCM takes.`);
    case 'not-ascii':
    case 'several-lists':
    case 'repeated-extension':
      return refuse(uncertainNames[problem]);
    case 'no-request':
      return refuse('The CSR is damaged, or is not a PKCS#10 request. Make a new one.');
  }
}

function checkKey({ publicKey }: ParsedCertificateRequest): Pick<Csr, 'publicKey' | 'key'> | OrderRefusal {
  if (publicKey === undefined) {
    return refuse("The public key in the CSR can't be read. Make a new CSR with an RSA or EC key.");
  }
  if (isDegenerateKey(publicKey)) {
    return refuse(
      'The key of the CSR is broken: anybody could sign with it. Make a new key and a CSR for it.',
    );
  }
  const { modulusLength = 0, namedCurve = '' } = publicKey.asymmetricKeyDetails ?? {};
  if (publicKey.asymmetricKeyType === 'rsa') {
    if (modulusLength >= leastRsaBits) {
      return { publicKey, key: { algorithm: 'RSA', parameter: String(modulusLength) } };
    }
    return refuse(
      `The RSA key of the CSR has ${modulusLength} bits, which is too weak. Make a new CSR with at least ${leastRsaBits} bits.`,
    );
  }
  if (publicKey.asymmetricKeyType !== 'ec') {
    return refuse('The key of the CSR is neither RSA nor EC. Make a new CSR with such a key.');
  }
  const curve = curves[namedCurve];
  if (curve !== undefined) return { publicKey, key: { algorithm: 'EC', parameter: curve } };
  return refuse('The EC key of the CSR is not on P-256, P-384 or P-521. Make a new CSR with one of these.');
}
