import {
  longestRequest,
  type ParsedCertificateRequest,
  type RequestProblem,
  readCertificateRequest,
} from '@certbridge/certificate/request';
import { LocalFileError, readLocalFile } from '@certbridge/local-file';
import { ConfigurationError } from '../../configuration-error.ts';
import { describeReadFailure } from '../../files/text-file.ts';

/** A request of RSA 16384 with a hundred names has some ten kilobytes. */
const MAX_BYTES = 1024 * 1024;

const form = 'Give a CSR (PKCS#10) as PEM, which begins with -----BEGIN CERTIFICATE REQUEST-----, or as DER.';
const alone = 'Give a file with one request, and nothing else.';

/**
 * Reads a CSR from a file, PEM or DER. Whether it is good enough to be ordered from is for the plugin to say.
 *
 * Throws {@link ConfigurationError} if there is not exactly one.
 */
export async function readCsrFile(file: string): Promise<ParsedCertificateRequest> {
  const bytes = await readLocalFile(file, { maxBytes: MAX_BYTES }).catch((error: unknown) => {
    const message = describeReadFailure(error);
    const isPipe = error instanceof LocalFileError && error.code === 'NOT_A_FILE';
    const remedy = isPipe
      ? 'Save the CSR in a file first, and name that with --csr.'
      : 'Name the file of the CSR with --csr.';
    throw new ConfigurationError([{ file, message, remedy }]);
  });
  const csr = readCertificateRequest(bytes);
  if (!('problem' in csr)) return csr;
  const { message, remedy } = describeProblem(csr);
  throw new ConfigurationError([{ file, message: `the file ${message}`, remedy }]);
}

function describeProblem({ problem, label }: RequestProblem): { message: string; remedy: string } {
  switch (problem) {
    case 'empty':
      return { message: 'is empty', remedy: form };
    case 'several':
      return { message: 'holds several certificate requests', remedy: alone };
    case 'other-block':
      return { message: `holds a block of another kind (${label})`, remedy: alone };
    case 'cut-off':
      return { message: 'is cut off: a BEGIN or END line lacks its counterpart', remedy: form };
    case 'text-behind':
      return { message: 'holds text behind the certificate request', remedy: alone };
    case 'too-long':
      return {
        message: `holds a certificate request of more than the ${longestRequest} characters that SCM takes`,
        remedy: 'Make one with fewer names.',
      };
    case 'not-ascii':
      return {
        message: 'holds a certificate request with characters beyond ASCII in a name',
        remedy: 'Make one with the name in its ASCII form (xn--…).',
      };
    case 'several-lists':
      return {
        message:
          'holds a certificate request with several lists of extensions, and other software may read only one of them',
        remedy: 'Make one with all names in one list.',
      };
    case 'repeated-extension':
      return {
        message:
          'holds a certificate request with an extension twice, and other software may read only one of them, or neither',
        remedy: 'Make one with all names in one extension.',
      };
    case 'not-base64':
    case 'no-request':
      return { message: 'holds no certificate request that can be read', remedy: form };
  }
}
