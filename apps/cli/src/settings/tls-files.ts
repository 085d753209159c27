import path from 'node:path';
import { beginsPem, decodeText, type PemKind, readPemBlocks } from '@certbridge/certificate';
import { LocalFileError, readLocalFile } from '@certbridge/local-file';
import type { ClientCertificate } from '@certbridge/rest-client';
import { ConfigurationError, type ConfigurationFault } from '../configuration-error.ts';
import { errorCode } from '../files/error-code.ts';

/** The certificates of all public authorities together have a tenth of it. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Where a setting that names a file stands, for errors. */
export interface FileSetting {
  readonly file: string;
  readonly setting: string;
  /** What the path is relative to. */
  readonly directory: string;
}

/**
 * Reads certificate authorities from a PEM file.
 *
 * Throws {@link ConfigurationError} when the file can't be read, or when a block in it is not a whole certificate.
 */
export async function readAuthorities(file: string, setting: FileSetting): Promise<string> {
  return readPem(await readSettingFile(file, setting), { setting, kind: 'chain' });
}

/** Reads PEM text like the file of {@link readAuthorities}. */
export function readAuthorityText(text: string, setting: FileSetting): string {
  return readPem(text, { setting, kind: 'chain', name: 'the text' });
}

/**
 * Reads a client certificate: a PFX file, or certificate and key in PEM form, in one file or in two.
 *
 * Throws {@link ConfigurationError} when a file can't be read, or when PEM comes without its key.
 */
export async function readClientCertificate(
  files: { certificateFile: string; keyFile?: string | undefined; passphrase?: string | undefined },
  setting: FileSetting,
): Promise<ClientCertificate> {
  const passphrase = files.passphrase === undefined ? {} : { passphrase: files.passphrase };
  const bytes = await readSettingFile(files.certificateFile, setting);
  if (!beginsPem(decodeText(bytes))) return { pfx: bytes, ...passphrase };
  const cert = readPem(bytes, { setting, kind: 'chain' });
  const keySetting = { ...setting, setting: 'config.sectigoClientCertificateKey' };
  const keyBytes = files.keyFile === undefined ? bytes : await readSettingFile(files.keyFile, keySetting);
  if (!beginsPem(decodeText(keyBytes), 'privateKey')) {
    throw problemOf(keySetting, {
      message: 'there is no private key in PEM form',
      remedy: 'Give the file of the key, or a PFX file that holds certificate and key.',
    });
  }
  return { cert, key: readPem(keyBytes, { setting: keySetting, kind: 'privateKey' }), ...passphrase };
}

async function readSettingFile(file: string, setting: FileSetting): Promise<Buffer> {
  const name = path.resolve(setting.directory, file);
  try {
    return await readLocalFile(name, { maxBytes: MAX_BYTES });
  } catch (error) {
    throw problemOf(setting, {
      message:
        error instanceof LocalFileError
          ? `${name}: ${error.message}`
          : `the file ${name} can't be read (${errorCode(error)})`,
      remedy: 'Correct the path, or the rights to read it.',
    });
  }
}

function readPem(
  content: string | Uint8Array,
  { setting, kind, name = 'the file' }: { setting: FileSetting; kind: PemKind; name?: string },
): string {
  const read = readPemBlocks(content, { name, kind });
  if ('message' in read) throw problemOf(setting, read);
  return read.map(({ pem }) => pem).join('');
}

function problemOf(
  { file, setting }: FileSetting,
  problem: Pick<ConfigurationFault, 'message' | 'remedy'>,
): ConfigurationError {
  return new ConfigurationError([{ file, path: setting, ...problem }]);
}
