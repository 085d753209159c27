import { readFile } from 'node:fs/promises';
import { ConfigurationError } from '../../configuration-error.ts';
import { errorCode } from '../../files/text-file.ts';
import { type CertificateRequest, readCertificateRequest } from '../certificates/certificate-request.ts';

/** Reads a CSR from a file, PEM or DER. Throws {@link ConfigurationError} where there is not exactly one. */
export async function readCsrFile(file: string): Promise<CertificateRequest> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const message =
      errorCode(error) === 'ENOENT'
        ? 'there is no such file'
        : `the file can't be read (${errorCode(error)})`;
    throw new ConfigurationError([{ file, message, remedy: 'Name the file of the CSR with --csr.' }]);
  });
  const csr = readCertificateRequest(bytes);
  if (!('problem' in csr)) return csr;
  const { problem, remedy } = csr;
  throw new ConfigurationError([{ file, message: `the file ${problem}`, remedy }]);
}
