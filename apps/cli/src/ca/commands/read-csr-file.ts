import { LocalFileError, readLocalFile } from '@certbridge/local-file';
import { ConfigurationError } from '../../configuration-error.ts';
import { describeReadFailure } from '../../files/text-file.ts';
import { type CertificateRequest, readCertificateRequest } from '../certificates/certificate-request.ts';

/** A request of RSA 16384 with a hundred names has some ten kilobytes. */
const MAX_BYTES = 1024 * 1024;

/** Reads a CSR from a file, PEM or DER. Throws {@link ConfigurationError} where there is not exactly one. */
export async function readCsrFile(file: string): Promise<CertificateRequest> {
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
  const { problem, remedy } = csr;
  throw new ConfigurationError([{ file, message: `the file ${problem}`, remedy }]);
}
