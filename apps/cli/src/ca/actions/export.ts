import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { findChain, readCertificates } from '@certbridge/ca-host';
import { readPemBlocks, writePem } from '@certbridge/certificate';
import { writePkcs7 } from '@certbridge/certificate/request';
import { readLocalFile } from '@certbridge/local-file';
import { badInput, ConfigurationError } from '../../configuration-error.ts';
import { describeReadFailure } from '../../files/text-file.ts';
import { defineAction } from '../../frame/action.ts';
import { forceOption, outOption, requestArgument } from '../../shared-options.ts';
import { type CertificateFormat, certificateFormat } from '../option-values.ts';
import { findRequest } from './find-request.ts';
import { refuseOverwriting, writeOutput } from './output-file.ts';
import { databaseAction, ownFiles, viewOfDatabase } from './place.ts';

/** Hands out a certificate of the database. Needs no connection. */
export const exportAction = defineAction(
  () =>
    databaseAction('export', 'hand out a certificate of the database')
      .addArgument(requestArgument())
      .option('--format <format>', 'pem, der or p7b', certificateFormat, 'pem')
      .option('--chain <file>', 'PEM file with the certificates of issuers, to hand out with it')
      .addOption(outOption('file to write (default: standard output)'))
      .addOption(forceOption('overwrite the file')),
  (io, { format, chain, out, force = false, ...options }, request) =>
    viewOfDatabase(io, options, async ({ store: { requests }, place }, { printer }) => {
      if (format === 'der' && out === undefined) throw badInput('DER is not text', 'Name a file with --out.');
      if (format === 'der' && chain !== undefined)
        throw badInput('DER holds only one certificate', 'Use --format pem or p7b for the chain.');
      const chainFile = chain === undefined ? undefined : path.resolve(io.cwd, chain);
      const own = ownFiles(place, { io, inputs: chainFile === undefined ? [] : [chainFile] });
      const output = out === undefined ? undefined : { file: path.resolve(io.cwd, out), force, own };
      if (output !== undefined) await refuseOverwriting(output);
      const { id } = findRequest({ requests }, request);
      const leaf = requests.certificateOf(id);
      if (leaf === undefined)
        throw badInput(
          `Request ${id} has no certificate in the database`,
          `certbridge ca get ${id} reads it, if it was issued.`,
        );
      const issuers = chainFile === undefined ? [] : await readChain(leaf, chainFile);
      const content = render([leaf, ...issuers], format);
      if (output === undefined) await printer.showList([String(content)]);
      else {
        const problem = await writeOutput(output, content);
        if (problem !== undefined) throw new ConfigurationError([problem]);
      }
      return {};
    }),
);

function render(certificates: readonly Uint8Array[], format: CertificateFormat): string | Uint8Array {
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
  const read = readPemBlocks(bytes, { name: 'the file', kind: 'chain' });
  if ('message' in read) throw new ConfigurationError([{ file, ...read }]);
  const issuers = readCertificates(read.map(({ pem }) => pem).join(''));
  const chain = findChain(new X509Certificate(leaf), issuers);
  if (chain.length > 0) return chain.map(({ raw }) => new Uint8Array(raw));
  throw new ConfigurationError([
    {
      file,
      message: 'the file does not hold the certificate of the issuer',
      remedy: 'Put the certificates of the issuing authorities into it as PEM.',
    },
  ]);
}
