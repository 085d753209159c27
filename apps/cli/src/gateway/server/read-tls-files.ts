import { createPrivateKey, X509Certificate } from 'node:crypto';
import path from 'node:path';
import { createSecureContext } from 'node:tls';
import { type PemFlaw, type PemKind, type ReadBlock, readPemBlocks } from '@certbridge/certificate';
import { ConfigurationError, type ConfigurationFault } from '../../configuration-error.ts';
import { readBytesIfPresent } from '../../files/text-file.ts';

/** What the TLS layer of the gateway works with, as PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string | undefined;
  /** Authorities that vouch for clients. */
  readonly ca: string[];
}

/** The files of the TLS layer, as the configuration names them. */
export interface TlsFiles {
  /** The configuration. */
  readonly file: string;
  /** Undefined where the setting is missing, or wrong in another way. */
  readonly certificateFile: string | undefined;
  readonly keyFile: string | undefined;
  /** Undefined in the place of those that are wrong in another way. */
  readonly clientAuthorityFiles: readonly (string | undefined)[];
  readonly passphrase?: string | undefined;
  /** Whether the passphrase can't be had, so that nothing can be said of the key. */
  readonly lacksPassphrase?: boolean | undefined;
}

/** What was read, and everything that is wrong with it. */
export interface TlsResult {
  /** Undefined where something is wrong, and there is nothing earlier to take in its place. */
  readonly material: TlsMaterial | undefined;
  readonly problems: readonly ConfigurationFault[];
}

/** Lists the files that the TLS layer works with. */
export function listTlsFiles({ file, certificateFile, keyFile, clientAuthorityFiles }: TlsFiles): string[] {
  return [certificateFile, keyFile, ...clientAuthorityFiles]
    .filter((name) => name !== undefined)
    .map((name) => path.resolve(path.dirname(file), name));
}

/**
 * Reads the files that the TLS layer works with. Where the gateway's own certificate and key are wrong, the earlier ones stay, and so do the
 * earlier authorities where one of theirs is: neither is to keep the other from being exchanged.
 */
export async function readTlsFiles(files: TlsFiles, before?: TlsMaterial): Promise<TlsResult> {
  const { file, certificateFile, keyFile, clientAuthorityFiles, passphrase } = files;
  const problems: ConfigurationFault[] = [];
  const read = async (setting: string, name: string | undefined, kind: PemKind) => {
    const reading = name === undefined ? undefined : await readPem({ file, name, kind });
    if (reading === undefined || 'blocks' in reading) return reading;
    problems.push({ file, path: setting, ...reading });
    return undefined;
  };
  const [cert, key, ...ca] = await Promise.all([
    read('listen.certificateFile', certificateFile, 'chain'),
    read('listen.keyFile', keyFile, 'privateKey'),
    ...clientAuthorityFiles.map((name, index) =>
      read(`listen.clientAuthorityFiles[${index}]`, name, 'authorities'),
    ),
  ]);
  const pair = cert === undefined || key === undefined ? undefined : { cert, key, passphrase };
  const wrong = pair === undefined || files.lacksPassphrase === true ? undefined : describeMisfit(pair);
  if (wrong !== undefined) problems.push({ file, ...wrong });
  const taken = pair && { cert: textOf(pair.cert), key: textOf(pair.key), passphrase };
  const own = wrong === undefined ? (taken ?? before) : before;
  const authorities = ca.every((each) => each !== undefined) ? ca.map(textOf) : before?.ca;
  const isComplete = own !== undefined && authorities !== undefined;
  return { material: isComplete ? { ...own, ca: authorities } : undefined, problems };
}

/** A file that can be read. */
interface PemFile {
  readonly file: string;
  readonly blocks: readonly ReadBlock[];
}

/** A file that can be read, or what is wrong with it. */
type PemFileResult = PemFile | PemFlaw;

async function readPem({
  file,
  name,
  kind,
}: {
  readonly file: string;
  readonly name: string;
  readonly kind: PemKind;
}): Promise<PemFileResult> {
  const full = path.resolve(path.dirname(file), name);
  try {
    const bytes = await readBytesIfPresent(full);
    if (bytes === undefined) {
      return { message: `${full}: the file does not exist`, remedy: 'Create it, or correct the path.' };
    }
    const read = readPemBlocks(bytes, { name: full, kind });
    return 'message' in read ? read : { file: full, blocks: read };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const [{ message, remedy } = { message: "it can't be read", remedy: '' }] = error.problems;
    return { message: `${full}: ${message}`, remedy };
  }
}

function textOf({ blocks }: Pick<PemFile, 'blocks'>): string {
  return blocks.map(({ pem }) => pem).join('');
}

function describeMisfit({
  cert: certificates,
  key: keys,
  passphrase,
}: {
  readonly cert: PemFile;
  readonly key: PemFile;
  readonly passphrase: string | undefined;
}): Omit<ConfigurationFault, 'file'> | undefined {
  const [cert, key] = [textOf(certificates), textOf(keys)];
  const privateKey = attempt(() =>
    createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) }),
  );
  if (privateKey === undefined) {
    const remedy = 'Name a key in PEM form; one that is encrypted needs listen.passphrase.';
    return { path: 'listen.keyFile', message: "the key can't be read", remedy };
  }
  // A TLS context notices a key of another certificate only if both keys are of one type, and then no handshake succeeds.
  const own = certificates.blocks.findIndex(
    ({ pem }) => attempt(() => new X509Certificate(pem).checkPrivateKey(privateKey)) === true,
  );
  if (own < 0) {
    const message = 'certificate and key do not belong together';
    const remedy = 'Name the key of the first certificate in listen.certificateFile.';
    return { path: 'listen.keyFile', message, remedy };
  }
  if (own > 0) {
    const message = `${certificates.file}: the certificate of the key is not the first one, but that of block ${certificates.blocks[own]?.number}`;
    const remedy = 'Put that block first, and those of its authorities behind it.';
    return { path: 'listen.certificateFile', message, remedy };
  }
  if (attempt(() => createSecureContext({ cert, key, passphrase })) !== undefined) return undefined;
  return {
    path: 'listen.certificateFile',
    message: `${certificates.file}: TLS does not take the certificate of block ${firstRefused(certificates)}; its key or signature may be too weak`,
    remedy: 'Exchange it for one with a stronger key and signature.',
  };
}

/** Returns the number of the first certificate of a chain that TLS does not take; that of the first one if no single one is at fault. */
function firstRefused({ blocks }: PemFile): number | undefined {
  const refused = blocks.findIndex(
    (_, index) =>
      attempt(() => createSecureContext({ cert: textOf({ blocks: blocks.slice(0, index + 1) }) })) ===
      undefined,
  );
  return blocks.at(Math.max(refused, 0))?.number;
}

/** Undefined where it throws: the library's messages are not for operators. */
function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
