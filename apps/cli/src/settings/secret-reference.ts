import path from 'node:path';
import { ConfigurationError } from '../configuration-error.ts';
import { readTextFile } from '../files/text-file.ts';

/** A secret may be a key with its certificates. */
const MAX_SECRET_BYTES = 1024 * 1024;

/** Where a secret is named, and what its reference is resolved with. */
export interface SecretContext {
  /** The file that holds the setting, for errors. */
  readonly file: string;
  /** The setting, for errors, e.g. `config.sectigoPassword`. */
  readonly setting: string;
  /** What `file:` paths are relative to. */
  readonly configDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A secret, and where it came from. */
export interface ResolvedSecret {
  readonly value: string;
  /** The file it came from, whose permissions matter. */
  readonly file?: string;
}

/**
 * Resolves a secret of the configuration: `env:NAME` is an environment variable, `file:PATH` the text of a file without
 * one trailing line end, anything else the secret itself.
 *
 * Throws {@link ConfigurationError} when the variable or file is missing or empty. Its message names the reference,
 * never the secret.
 */
export async function resolveSecret(text: string, context: SecretContext): Promise<ResolvedSecret> {
  if (text.startsWith('env:')) return { value: readVariable(text.slice('env:'.length), context) };
  if (text.startsWith('file:')) return readSecretFile(text.slice('file:'.length), context);
  return { value: text };
}

function readVariable(name: string, { env, file, setting }: SecretContext): string {
  const value = env[name];
  if (value) return value;
  throw new ConfigurationError([
    {
      file,
      path: setting,
      message: `the environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}`,
      remedy: 'Set it for the user that runs certbridge, or change the setting.',
    },
  ]);
}

async function readSecretFile(
  name: string,
  { configDirectory, file, setting }: SecretContext,
): Promise<ResolvedSecret> {
  const secretFile = path.resolve(configDirectory, name);
  const problemOf = (message: string) =>
    new ConfigurationError([
      { file, path: setting, message, remedy: 'Put the secret into that file, or change the setting.' },
    ]);
  if (name === '') throw problemOf('"file:" names no file');
  const { text } = await readTextFile(secretFile, { maxBytes: MAX_SECRET_BYTES }).catch((error: unknown) => {
    if (!(error instanceof ConfigurationError)) throw error;
    throw problemOf(`${secretFile}: ${error.problems[0]?.message}`);
  });
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw problemOf(`the file ${secretFile} is empty`);
  return { value, file: secretFile };
}
