import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { beginsDerKey, beginsPem } from '@certbridge/certificate';
import { openLocalFile } from '@certbridge/local-file';
import { ConfigurationError } from '../configuration-error.ts';
import { isFile } from './is-file.ts';
import { companionSuffixes, listOwnFiles, type OwnFiles } from './list-own-files.ts';
import { describeReadFailure } from './text-file.ts';

/** More than any key with its certificates. */
const LOOKED_AT_BYTES = 4 * 1024 * 1024;

/**
 * Refuses to overwrite what can't be recovered: the files of certbridge itself, whatever path or link leads to them, databases
 * like its own, and private keys. Throws {@link ConfigurationError}.
 */
export async function refuseOwnFile(file: string, own: OwnFiles): Promise<void> {
  const refuse = (message: string) =>
    new ConfigurationError([
      { file, message: `${message}, and is not overwritten`, remedy: 'Name another file with --out.' },
    ]);
  const target = await identify(file);
  for (const other of await listOwnFiles(own)) {
    if (target !== undefined && target === (await identify(other)))
      throw refuse(`this is a file that certbridge itself works with (${path.basename(other)})`);
  }
  switch (await findContent(file)) {
    case 'private-key':
      throw refuse('the file holds a private key');
    case 'database':
      throw refuse('the file is a database');
    case 'other':
  }
  if (await belongsToDatabase(file)) throw refuse('the file belongs to the database next to it');
}

/** Whether a file is the journal or the key of a database, which is of no use without it. */
async function belongsToDatabase(file: string): Promise<boolean> {
  const target = await realpath(file).catch(() => file);
  const suffix = companionSuffixes.find((ending) => target.toLowerCase().endsWith(ending));
  return suffix !== undefined && (await findContent(target.slice(0, -suffix.length))) === 'database';
}

/** What two paths of the same file have in common; undefined where there is not even its folder. */
async function identify(file: string): Promise<string | undefined> {
  const known = await numberOf(file);
  if (known !== undefined) return known;
  const folder = await numberOf(path.dirname(file));
  return folder === undefined ? undefined : `${folder}/${path.basename(file).toLowerCase()}`;
}

/** Follows links. */
function numberOf(file: string): Promise<string | undefined> {
  return stat(file, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => undefined,
  );
}

async function findContent(file: string): Promise<'private-key' | 'database' | 'other'> {
  if (!(await isFile(file))) return 'other';
  const text = await readBeginning(file);
  if (text.startsWith('SQLite format 3')) return 'database';
  if (beginsDerKey(text)) return 'private-key';
  // A key in UTF-16, as PowerShell writes it, has a zero byte in each character.
  return beginsPem(text.replaceAll('\0', ''), 'privateKey') ? 'private-key' : 'other';
}

async function readBeginning(file: string): Promise<string> {
  try {
    const handle = await openLocalFile(file, { maxBytes: Number.POSITIVE_INFINITY });
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT_BYTES), 0, LOOKED_AT_BYTES, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new ConfigurationError([
      { file, message: describeReadFailure(error), remedy: 'Name another file with --out.' },
    ]);
  }
}
