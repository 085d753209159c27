import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../configuration-error.ts';
import { decodeTextFile, encodeText, readTextFile, type TextEncoding, writeTextFile } from './text-file.ts';

const encodings: TextEncoding[] = ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'];

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message;
  }
  throw new Error('nothing was thrown');
}

describe('decoding', () => {
  test('what was encoded comes back in every encoding', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('\0')),
        fc.constantFrom(...encodings),
        (text, encoding) => {
          // JSON and XML begin with ASCII, which is what the detection relies on.
          const document = `{${text}`;
          const decoded = decodeTextFile(encodeText(document, encoding), 'f');
          expect(decoded.text).toBe(document);
          expect(decoded.encoding).toBe(encoding);
        },
      ),
    );
  });

  test('UTF-16 without a mark is recognised', () => {
    const little = Buffer.from('{"a":"ü"}', 'utf16le');
    expect(decodeTextFile(little, 'f')).toMatchObject({ text: '{"a":"ü"}', encoding: 'utf-16le' });
    expect(decodeTextFile(Buffer.from(little).swap16(), 'f')).toMatchObject({
      text: '{"a":"ü"}',
      encoding: 'utf-16be',
    });
  });

  test('decoding leaves the given bytes as they were', () => {
    const bytes = Buffer.from('\uFEFFab', 'utf16le').swap16();
    const before = bytes.toString('hex');
    decodeTextFile(bytes, 'f');
    expect(bytes.toString('hex')).toBe(before);
  });

  test('the first line end decides', () => {
    expect(decodeTextFile(Buffer.from('a\r\nb\n'), 'f').eol).toBe('\r\n');
    expect(decodeTextFile(Buffer.from('a\nb\r\n'), 'f').eol).toBe('\n');
    expect(decodeTextFile(Buffer.from('a'), 'f').eol).toBe('\n');
  });

  test('an empty file is an empty text', () => {
    expect(decodeTextFile(new Uint8Array(), 'f')).toEqual({ text: '', encoding: 'utf-8', eol: '\n' });
  });

  test('a Windows-1252 byte is an error that names file, line and byte offset', () => {
    const bytes = Buffer.concat([Buffer.from('{\n"a": "'), Buffer.from([0xfc]), Buffer.from('"}')]);
    expect(messageOf(() => decodeTextFile(bytes, 'config.json'))).toBe(
      'config.json, line 2: the byte at offset 8 is not UTF-8, so the file was probably saved as ANSI (Windows-1252). Open it in an editor and save it as UTF-8.',
    );
  });

  test('the offset counts the mark and looks past a genuine replacement character', () => {
    const bytes = Buffer.concat([Buffer.from('\uFEFF"\uFFFDü'), Buffer.from([0xe4, 0x22])]);
    expect(messageOf(() => decodeTextFile(bytes, 'f'))).toContain('offset 9 ');
  });

  test('UTF-16 with half a character is an error', () => {
    expect(messageOf(() => decodeTextFile(Buffer.from([0xff, 0xfe, 0x41]), 'f'))).toContain('UTF-16');
    expect(messageOf(() => decodeTextFile(Buffer.from([0xff, 0xfe, 0x00, 0xd8]), 'f'))).toContain('UTF-16');
  });
});

describe('files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'certbridge-text-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test.each(encodings)('a file in %s is rewritten in its encoding', async (encoding) => {
    const file = path.join(folder, 'a.json');
    await writeFile(file, encodeText('{"a":1}\r\n', encoding));
    const read = await readTextFile(file);
    await writeTextFile(file, { ...read, text: read.text.replace('1', '2') });
    expect(await readFile(file)).toEqual(Buffer.from(encodeText('{"a":2}\r\n', encoding)));
  });

  test('writing leaves no other file behind', async () => {
    await writeTextFile(path.join(folder, 'a.json'), { text: 'x', encoding: 'utf-8' });
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  if (process.platform !== 'win32') {
    test('writing keeps permissions and links', async () => {
      const file = path.join(folder, 'a.json');
      const link = path.join(folder, 'link.json');
      await writeFile(file, 'x');
      await chmod(file, 0o600);
      await symlink(file, link);
      await writeTextFile(link, { text: 'y', encoding: 'utf-8' });
      expect(await readFile(file, 'utf8')).toBe('y');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    });
  }

  test('a missing file names its path and the remedy', async () => {
    const file = path.join(folder, 'config.json');
    await expect(readTextFile(file)).rejects.toThrow(
      `${file}: the file does not exist. Create it, or name the folder that holds it with --config-dir.`,
    );
  });

  test('a folder in place of a file is an error', async () => {
    await expect(readTextFile(folder)).rejects.toThrow(ConfigurationError);
  });

  test('a folder that does not exist is an error when writing', async () => {
    await expect(
      writeTextFile(path.join(folder, 'missing', 'a.json'), { text: '', encoding: 'utf-8' }),
    ).rejects.toThrow("the file can't be written (ENOENT)");
  });
});
