import { randomBytes } from 'node:crypto';
import { ConfigurationError } from '../configuration-error.ts';
import { createFile } from '../files/create-file.ts';
import { errorCode, readTextFileIfPresent } from '../files/text-file.ts';

/** Length of the key, in bytes: that of the digest it is used with. */
const KEY_LENGTH = 32;

/**
 * Reads the key that values of sensitive fields are hashed with: the text of the file `<state file>.key`, in base64url.
 * Where there is none it is created, readable by its owner alone (on POSIX), and several processes get the same one.
 *
 * Throws {@link ConfigurationError} when the file is damaged, or can be neither read nor created.
 */
export async function loadSensitiveKey(stateFile: string): Promise<Uint8Array> {
  const file = `${stateFile}.key`;
  const present = await readKey(file);
  if (present !== undefined) return present;
  await createKey(file);
  // Another process may have been faster: what counts is what the file holds.
  const created = await readKey(file);
  if (created === undefined) throw unusable(file, 'the key file was deleted as soon as it was created');
  return created;
}

async function readKey(file: string): Promise<Uint8Array | undefined> {
  const content = await readTextFileIfPresent(file);
  if (content === undefined) return undefined;
  const text = content.text.trim();
  const key = Buffer.from(text, 'base64url');
  if (key.length === KEY_LENGTH && key.toString('base64url') === text) return new Uint8Array(key);
  throw new ConfigurationError([
    {
      file,
      message: 'this is not the key that values of sensitive fields are hashed with: the file is damaged',
      remedy:
        'Put it back from a backup, or delete it. A new key does not recognise what earlier runs hashed, so sensitive fields that differ between the two systems are reported as conflicts once.',
    },
  ]);
}

async function createKey(file: string): Promise<void> {
  try {
    await createFile(file, `${randomBytes(KEY_LENGTH).toString('base64url')}\n`, 0o600);
  } catch (error) {
    throw unusable(file, `the key file can't be created (${errorCode(error)})`);
  }
}

function unusable(file: string, message: string): ConfigurationError {
  const remedy =
    'Allow the user that runs certbridge to write that folder, or name a state file elsewhere with --state.';
  return new ConfigurationError([{ file, message, remedy }]);
}
