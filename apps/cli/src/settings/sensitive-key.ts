import { randomBytes } from 'node:crypto';
import { ConfigurationError } from '../configuration-error.ts';
import { createFile } from '../files/create-file.ts';
import { errorCode } from '../files/error-code.ts';
import { readTextFileIfPresent } from '../files/text-file.ts';

/** Length of the key, in bytes: that of the digest it is used with. */
const KEY_LENGTH = 32;

/**
 * Reads the key that values of sensitive fields are hashed with: the text of the file `<state file>.key`, in base64url.
 * If there is none, `create` creates it, readable only by its owner (on POSIX), and several processes get the same one;
 * otherwise the key is good for this process only, and no file is written.
 *
 * Throws {@link ConfigurationError} when the file is damaged, or can be neither read nor created.
 */
export async function loadSensitiveKey(
  stateFile: string,
  { create }: { readonly create: boolean },
): Promise<Uint8Array> {
  const file = `${stateFile}.key`;
  const present = await readKey(file);
  if (present !== undefined) return present;
  const key = new Uint8Array(randomBytes(KEY_LENGTH));
  if (!create || (await createKey(file, key))) return key;
  // Another process was faster, so its key is the one.
  return loadSensitiveKey(stateFile, { create });
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  const content = await readTextFileIfPresent(file, { maxBytes: 4096 });
  if (content === undefined) return undefined;
  const text = content.text.trim();
  const key = Buffer.from(text, 'base64url');
  if (key.length === KEY_LENGTH && key.toString('base64url') === text) return new Uint8Array(key);
  throw new ConfigurationError([
    {
      file,
      message: 'this is not the key for values of sensitive fields that certbridge wrote',
      remedy:
        'Put it back from a backup, or delete it. A new key does not recognise what earlier runs hashed, so sensitive fields that differ between the two systems are reported as conflicts once.',
    },
  ]);
}

async function createKey(file: string, key: Uint8Array): Promise<boolean> {
  try {
    return await createFile(file, `${Buffer.from(key).toString('base64url')}\n`, 0o600);
  } catch (error) {
    const message = `the key for values of sensitive fields can't be created (${errorCode(error)})`;
    const remedy =
      'Allow the user that runs certbridge to write that folder, or name a state file elsewhere with --state.';
    throw new ConfigurationError([{ file, message, remedy }]);
  }
}
