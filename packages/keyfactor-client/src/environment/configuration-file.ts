import { LocalFileError, readLocalFile } from '@certbridge/local-file';
import { invalidArgument } from '../arguments.ts';

const MAX_BYTES = 1024 * 1024;

/**
 * Reads the configuration file of Keyfactor's own tools, JSON or YAML; undefined if there is no such file.
 *
 * YAML needs the optional peer dependency `yaml`. Throws an `ApiError` 'invalid-argument' for a file that can't be
 * read; the message has the name of the file but none of its content.
 */
export async function readConfigurationFile(file: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readLocalFile(file, { maxBytes: MAX_BYTES });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    if (error instanceof LocalFileError) {
      throw invalidArgument(
        `The configuration file of Keyfactor Command, ${file}, is not read: ${error.message}.`,
      );
    }
    throw invalidArgument(
      `The configuration file of Keyfactor Command, ${file}, can't be read (${codeOf(error)}).`,
    );
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch {
    return parseYaml(text, file);
  }
}

async function parseYaml(text: string, file: string): Promise<unknown> {
  let parse: typeof import('yaml').parse;
  try {
    // Inside `try`, or webpack fails without the package.
    ({ parse } = await import('yaml'));
  } catch {
    throw invalidArgument(
      `The configuration file of Keyfactor Command, ${file}, is not JSON. Install the package "yaml" if it is YAML.`,
    );
  }
  try {
    return parse(text, { logLevel: 'error' });
  } catch {
    // The parser's message quotes the text, which contains secrets.
    throw invalidArgument(`The configuration file of Keyfactor Command, ${file}, is neither JSON nor YAML.`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
