import { isUtf8 } from 'node:buffer';
import { LocalFileError, type ReadLimit, readLocalFile } from '@certbridge/local-file';
import { ConfigurationError, type ConfigurationFault } from '../configuration-error.ts';
import { errorCode } from './error-code.ts';
import { replaceFile } from './replace-file.ts';

/** UTF-16 is always written with a byte-order mark; without one most programs could not read it back. */
export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

/** Far more than anybody writes by hand. */
const usualLimit: ReadLimit = { maxBytes: 16 * 1024 * 1024 };

/** A text file as it was read, with what is needed to write it back in the same form. */
export interface TextFile {
  /** Without byte-order mark, line ends as in the file. */
  readonly text: string;
  readonly encoding: TextEncoding;
  /** The file's first line end; `\n` where there is none. */
  readonly eol: '\r\n' | '\n';
}

/**
 * Reads a text file as editors on Windows and elsewhere save it: UTF-8 or UTF-16, with or without byte-order mark.
 *
 * Throws {@link ConfigurationError} when the file is missing, unreadable, too large, no regular file, or in another encoding.
 */
export async function readTextFile(file: string, limit = usualLimit): Promise<TextFile> {
  const content = await readTextFileIfPresent(file, limit);
  if (content !== undefined) return content;
  throw new ConfigurationError([
    {
      file,
      message: 'the file does not exist',
      remedy: 'Create it, or name the folder that holds it with --config-dir.',
    },
  ]);
}

/** Reads a text file like {@link readTextFile}; `undefined` when there is none. */
export async function readTextFileIfPresent(file: string, limit = usualLimit): Promise<TextFile | undefined> {
  const bytes = await readBytesIfPresent(file, limit);
  return bytes && decodeTextFile(bytes, file);
}

/**
 * Reads the bytes of a file; `undefined` when there is none.
 *
 * Throws {@link ConfigurationError} when the file is unreadable, too large or no regular file.
 */
export async function readBytesIfPresent(file: string, limit = usualLimit): Promise<Buffer | undefined> {
  try {
    return await readLocalFile(file, limit);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw new ConfigurationError([readProblem(file, error)]);
  }
}

/** Decodes a file's bytes; `file` is its name for the error. Throws {@link ConfigurationError} on invalid text. */
export function decodeTextFile(bytes: Uint8Array, file: string): TextFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { encoding, markLength } = detectEncoding(buffer);
  const body = buffer.subarray(markLength);
  const text =
    encoding === 'utf-8' || encoding === 'utf-8-bom'
      ? decodeUtf8(body, { file, offset: markLength })
      : decodeUtf16(body, { file, encoding });
  return { text, encoding, eol: /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n' };
}

/** Encodes text for a file, byte-order mark included. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'utf-8-bom':
      return Buffer.from(`\uFEFF${text}`, 'utf8');
    case 'utf-16le':
      return Buffer.from(`\uFEFF${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  }
}

/**
 * Replaces a file in one step, so that a reader sees either the old or the new text, and keeps its permissions.
 * A new file gets the permissions in `mode` (POSIX only), or the usual ones.
 *
 * Throws {@link ConfigurationError} when the folder or the file can't be written; the old file is then untouched.
 */
export async function writeTextFile(
  file: string,
  content: Pick<TextFile, 'text' | 'encoding'> & { mode?: number },
): Promise<void> {
  try {
    await replaceFile(file, encodeText(content.text, content.encoding), { newMode: content.mode });
  } catch (error) {
    throw new ConfigurationError([
      {
        file,
        message: `the file can't be written (${errorCode(error)})`,
        remedy: 'Allow the user that runs certbridge to write it, and close it in other programs.',
      },
    ]);
  }
}

/** Says why a file is not written, in few words. */
export function describeWriteFailure(error: unknown): string {
  return error instanceof LocalFileError ? error.message : errorCode(error);
}

/** Says why a file is not read, as a clause. */
export function describeReadFailure(error: unknown): string {
  if (error instanceof LocalFileError) return error.message;
  if (errorCode(error) === 'ENOENT') return 'there is no such file';
  return `the file can't be read (${errorCode(error)})`;
}

function detectEncoding(bytes: Buffer): { encoding: TextEncoding; markLength: number } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { encoding: 'utf-8-bom', markLength: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', markLength: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', markLength: 2 };
  // JSON and XML begin with an ASCII character, so a zero byte in the first pair gives UTF-16 away.
  if (bytes.length >= 2 && bytes.length % 2 === 0) {
    if (bytes[0] !== 0 && bytes[1] === 0) return { encoding: 'utf-16le', markLength: 0 };
    if (bytes[0] === 0 && bytes[1] !== 0) return { encoding: 'utf-16be', markLength: 0 };
  }
  return { encoding: 'utf-8', markLength: 0 };
}

function decodeUtf8(body: Buffer, { file, offset }: { file: string; offset: number }): string {
  const text = body.toString('utf8');
  if (isUtf8(body)) return text;
  const invalid = firstInvalidByte(body, text);
  throw new ConfigurationError([
    {
      file,
      line: invalid.line,
      message: `the byte at offset ${offset + invalid.offset} is not UTF-8, so the file was probably saved as ANSI (Windows-1252)`,
      remedy: 'Open it in an editor and save it as UTF-8.',
    },
  ]);
}

/** A replacement character stands for an invalid byte unless the bytes at its place spell that very character. */
function firstInvalidByte(body: Buffer, text: string): { offset: number; line: number } {
  let offset = 0;
  let previous = 0;
  for (let index = text.indexOf('\uFFFD'); index !== -1; index = text.indexOf('\uFFFD', index + 1)) {
    offset += Buffer.byteLength(text.slice(previous, index));
    previous = index;
    if (body[offset] !== 0xef || body[offset + 1] !== 0xbf || body[offset + 2] !== 0xbd) break;
  }
  return { offset, line: text.slice(0, previous).split('\n').length };
}

function decodeUtf16(
  body: Buffer,
  { file, encoding }: { file: string; encoding: 'utf-16le' | 'utf-16be' },
): string {
  const whole = body.length % 2 === 0;
  const ordered = encoding === 'utf-16be' && whole ? Buffer.from(body).swap16() : body;
  const text = ordered.toString('utf16le');
  if (whole && !/\p{Surrogate}/u.test(text)) return text;
  throw new ConfigurationError([
    {
      file,
      message: 'the file begins as UTF-16 but is not valid UTF-16 throughout',
      remedy: 'Open it in an editor, check its text and save it as UTF-8.',
    },
  ]);
}

function readProblem(file: string, error: unknown): ConfigurationFault {
  if (error instanceof LocalFileError) {
    return { file, message: error.message, remedy: 'Put the right file of this name in its place.' };
  }
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return {
        file,
        message: "the file can't be read: permission denied",
        remedy: 'Allow the user that runs certbridge to read it.',
      };
    default:
      return {
        file,
        message: `the file can't be read (${errorCode(error)})`,
        remedy: 'Check the disk or the network share that holds it.',
      };
  }
}
