import { createPublicKey, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { accountForPem } from '@certbridge/certificate';
import { readLocalFile } from '@certbridge/local-file';
import { ConfigurationError, type ConfigurationFault } from '../../configuration-error.ts';
import { createFile } from '../../files/create-file.ts';
import { errorCode } from '../../files/error-code.ts';
import type { OwnFiles } from '../../files/list-own-files.ts';
import { refuseOwnFile } from '../../files/refuse-own-file.ts';
import { replaceFile } from '../../files/replace-file.ts';
import { requireWritable } from '../../files/require-writable.ts';

/** A file to write a certificate to. */
export interface OutputFile {
  readonly file: string;
  /** Overwrite what is there. */
  readonly force: boolean;
  /** What is never overwritten. */
  readonly own: OwnFiles;
  /**
   * DER of a public key: a file with one certificate for that key is overwritten without `force`, so that the same order can be
   * given again as it stands.
   */
  readonly publicKeyInfo?: Uint8Array | undefined;
}

const MAX_BYTES = 100 * 1024;

/** Throws {@link ConfigurationError} where the file can't be written, or is there and must not be overwritten. */
export async function refuseOverwriting(output: OutputFile): Promise<void> {
  const { file, own } = output;
  await requireWritable(file);
  await refuseOwnFile(file, own);
  if (existsSync(file) && !(await mayOverwrite(output))) throw new ConfigurationError([overwriting(file)]);
}

/** Writes a file whole; undefined where that went well. */
export async function writeOutput(
  output: OutputFile,
  content: string | Uint8Array,
): Promise<ConfigurationFault | undefined> {
  const { file, own } = output;
  try {
    // Time has passed since it was looked at.
    await refuseOwnFile(file, own);
    if (await mayOverwrite(output)) await replaceFile(file, content);
    else if (!(await createFile(file, content))) return overwriting(file);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems[0];
    const message = `the file can't be written (${errorCode(error)})`;
    return { file, message, remedy: 'Name another file with --out.' };
  }
}

async function mayOverwrite({ file, force, publicKeyInfo }: OutputFile): Promise<boolean> {
  return force || (publicKeyInfo !== undefined && (await holdsCertificateFor(file, publicKeyInfo)));
}

/** Whether a file is one certificate for a key in PEM, and nothing else: what an order writes. */
async function holdsCertificateFor(file: string, publicKeyInfo: Uint8Array): Promise<boolean> {
  try {
    const text = (await readLocalFile(file, { maxBytes: MAX_BYTES })).toString('latin1');
    const [block, ...others] = accountForPem(text);
    if (block === undefined || 'problem' in block || others.length > 0) return false;
    if (block.label !== 'CERTIFICATE') return false;
    if (block.start > 0 || text.slice(block.end).trim() !== '') return false;
    const wanted = createPublicKey({ key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki' });
    return new X509Certificate(text).publicKey.equals(wanted);
  } catch {
    // What can't be read is something else.
    return false;
  }
}

function overwriting(file: string): ConfigurationFault {
  return {
    file,
    message: 'the file is there already, and is not overwritten',
    remedy: 'Name another with --out, or add --force.',
  };
}
