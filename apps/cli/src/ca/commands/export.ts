import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { writePem, writePkcs7 } from '@certbridge/certificate';
import { readLocalFile } from '@certbridge/local-file';
import type { CliIo } from '../../cli-io.ts';
import { ConfigurationError } from '../../configuration-error.ts';
import { describeReadFailure } from '../../files/text-file.ts';
import { findChain } from '../certificates/find-chain.ts';
import { badInput } from './ca-error.ts';
import { findRequest } from './find-request.ts';
import { refuseOverwriting, writeOutput } from './output-file.ts';
import type { PlaceOptions } from './place.ts';
import { withDatabase } from './with-database.ts';

/** A certificate to hand out, as the command line names it. */
export interface CaExportCommand extends PlaceOptions {
  /** Id or serial number of the request. */
  readonly request: string;
  readonly format: 'pem' | 'der' | 'p7b';
  /** PEM file with the certificates of issuers, those that fit of which follow the certificate. */
  readonly chain?: string | undefined;
  readonly out?: string | undefined;
  readonly force: boolean;
}

/** Hands out a certificate of the database; returns the exit code. Needs no connection. */
export function runCaExport(command: CaExportCommand, io: CliIo): Promise<number> {
  const { format, chain, out, force, request } = command;
  return withDatabase(command, {
    io,
    work: async ({ requests }) => {
      if (format === 'der' && out === undefined) throw badInput('DER is no text', 'Name a file with --out.');
      if (format === 'der' && chain !== undefined)
        throw badInput('DER holds one certificate alone', 'Use --format pem or p7b for the chain.');
      const output = out === undefined ? undefined : { file: path.resolve(io.cwd, out), force };
      if (output !== undefined) await refuseOverwriting(output);
      const { id } = findRequest({ requests }, request);
      const leaf = requests.certificateOf(id);
      if (leaf === undefined)
        throw badInput(
          `Request ${id} has no certificate in the database`,
          `certbridge ca get ${id} reads it, if it was issued.`,
        );
      const issuers = chain === undefined ? [] : await readChain(leaf, path.resolve(io.cwd, chain));
      const content = render([leaf, ...issuers], format);
      if (output === undefined) io.stdout.write(String(content));
      else {
        const problem = await writeOutput(output, content);
        if (problem !== undefined) throw new ConfigurationError([problem]);
      }
    },
  });
}

function render(certificates: readonly Uint8Array[], format: CaExportCommand['format']): string | Uint8Array {
  switch (format) {
    case 'pem':
      return certificates.map((certificate) => writePem('CERTIFICATE', certificate)).join('');
    case 'p7b':
      return writePem('PKCS7', writePkcs7(certificates));
    case 'der':
      return certificates[0] ?? new Uint8Array();
  }
}

/** The certificates of all public authorities together have a tenth of it. */
const MAX_CHAIN_BYTES = 4 * 1024 * 1024;

async function readChain(leaf: Uint8Array, file: string): Promise<readonly Uint8Array[]> {
  const bytes = await readLocalFile(file, { maxBytes: MAX_CHAIN_BYTES }).catch((error: unknown) => {
    const message = describeReadFailure(error);
    throw new ConfigurationError([{ file, message, remedy: 'Name a PEM file with --chain.' }]);
  });
  const text = bytes.toString('latin1');
  const chain = findChain(new X509Certificate(leaf), text);
  if (chain.length > 0) return chain.map(({ raw }) => new Uint8Array(raw));
  throw new ConfigurationError([
    {
      file,
      message: 'the file does not hold the certificate of the issuer',
      remedy: 'Put the certificates of the issuing authorities into it as PEM.',
    },
  ]);
}
