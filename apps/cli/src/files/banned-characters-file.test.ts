import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConfigurationError } from '../configuration-error.ts';
import {
  addBannedCharacters,
  addToBannedCharactersFile,
  createBannedCharactersText,
} from './banned-characters-file.ts';
import { parseJson } from './json-file.ts';
import { encodeText, type TextEncoding } from './text-file.ts';

function add(text: string, characters: string[]) {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const result = addBannedCharacters(parseJson({ text, encoding: 'utf-8', eol }, 'b.json'), characters);
  return { ...result, value: parseJson({ text: result.text, encoding: 'utf-8', eol }, 'b.json').value };
}

describe('the documented array', () => {
  const filled = `[
  {
    "id": 1,
    "character": " ",
    "replacementCharacter": "_"
  }
]
`;

  test('gets a new entry with the next id, and keeps the filled one', () => {
    expect(add(filled, [' ', '/']).text).toBe(`[
  {
    "id": 1,
    "character": " ",
    "replacementCharacter": "_"
  },
  {
    "id": 2,
    "character": "/",
    "replacementCharacter": null
  }
]
`);
  });

  test('is unchanged when nothing is new', () => {
    expect(add(filled, [' '])).toMatchObject({ text: filled, added: [] });
  });

  test('ids continue after the highest', () => {
    expect(add('[{"id":7,"character":"a"},{"id":3,"character":"b"}]', ['/', '.']).value).toMatchObject([
      { id: 7 },
      { id: 3 },
      { id: 8, character: '/' },
      { id: 9, character: '.' },
    ]);
  });

  test('entries on one line stay on one line', () => {
    expect(add('[\n\t{"id":1,"character":" ","replacementCharacter":"_"}\n]', ['/']).text).toBe(
      '[\n\t{"id":1,"character":" ","replacementCharacter":"_"},\n\t{ "id": 2, "character": "/", "replacementCharacter": null }\n]',
    );
    expect(add('[{"id":1,"character":" ","replacementCharacter":"_"}]', ['/']).text).toBe(
      '[{"id":1,"character":" ","replacementCharacter":"_"}, { "id": 2, "character": "/", "replacementCharacter": null }]',
    );
  });

  test('comments, a trailing comma, unknown keys and CRLF stay', () => {
    const text =
      '// list\r\n[\r\n  {"ID":1,"Character":" ","ReplacementCharacter":"_","note":"x"}, // mine\r\n  // the end\r\n]\r\n';
    expect(add(text, ['/']).text).toBe(
      '// list\r\n[\r\n  {"ID":1,"Character":" ","ReplacementCharacter":"_","note":"x"}, // mine\r\n' +
        '  { "ID": 2, "Character": "/", "ReplacementCharacter": null },\r\n  // the end\r\n]\r\n',
    );
  });

  test('a comment behind the last entry stays with it', () => {
    expect(add('[\n  {"id":1,"character":" "} // mine\n]', ['/']).text).toBe(
      '[\n  {"id":1,"character":" "}, // mine\n  { "id": 2, "character": "/", "replacementCharacter": null }\n]',
    );
  });

  test('an empty list is filled, a comment in it stays', () => {
    expect(add('[ // none yet\n]\n', ['/']).text).toBe(
      '[ // none yet\n  {\n    "id": 1,\n    "character": "/",\n    "replacementCharacter": null\n  }\n]\n',
    );
    expect(add('[]', ['/']).value).toEqual([{ id: 1, character: '/', replacementCharacter: null }]);
  });
});

describe('the shipped object', () => {
  test('an empty one gets entries with the text "null"', () => {
    expect(add('{\r\n  "BannedCharacters": [\r\n  ]\r\n}', [' ']).text).toBe(
      '{\r\n  "BannedCharacters": [\r\n    {\r\n      "character": " ",\r\n      "replacementcharacter": "null"\r\n    }\r\n  ]\r\n}',
    );
  });

  test('keeps its other keys and its entries', () => {
    const { value } = add(
      '{"_note":"ours","bannedCharacters":[{"character":" ","replacementcharacter":"_"}],"more":1}',
      [' ', '/'],
    );
    expect(value).toEqual({
      _note: 'ours',
      bannedCharacters: [
        { character: ' ', replacementcharacter: '_' },
        { character: '/', replacementcharacter: 'null' },
      ],
      more: 1,
    });
  });
});

test('an object without a list gets one', () => {
  const BannedCharacters = [{ character: '/', replacementcharacter: 'null' }];
  expect(add('{ "_note": 1 }', ['/']).value).toEqual({ _note: 1, BannedCharacters });
  expect(add('{\r\n}', ['/']).value).toEqual({ BannedCharacters });
  expect(add('{ "bannedCharacters": null, }', ['/']).value).toEqual({ bannedCharacters: BannedCharacters });
});

test('characters that cannot be seen are written as codes', () => {
  const { text, value } = add('[]', ['\u00A0', '\u200B', '\u{E0020}', 'é', '\uD800']);
  expect(text).toContain('"\\u00a0"');
  expect(text).toContain('"\\u200b"');
  expect(text).toContain('"\\udb40\\udc20"');
  expect(text).toContain('"é"');
  expect((value as { character: string }[]).map(({ character }) => character)).toEqual([
    '\u00A0',
    '\u200B',
    '\u{E0020}',
    'é',
    '\uD800',
  ]);
});

test('whatever the characters, every one is listed once and the rest is unchanged', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
      fc.constantFrom(
        '[]',
        '[{"character":"/","replacementCharacter":"-","x":[1,]},]',
        '{"a":{},"BannedCharacters":[/**/],}',
      ),
      (characters, text) => {
        const before = parseJson({ text, encoding: 'utf-8', eol: '\n' }, 'b').value;
        const { value, added } = add(text, characters);
        const listOf = (document: unknown): { character: string }[] =>
          Array.isArray(document) ? document : (document as { BannedCharacters: [] }).BannedCharacters;
        expect(listOf(value)).toMatchObject([
          ...listOf(before),
          ...added.map((character) => ({ character })),
        ]);
        const listed = listOf(value).map(({ character }) => character);
        expect(new Set(listed).size).toBe(listed.length);
        expect(listed).toEqual(expect.arrayContaining(characters));
      },
    ),
  );
});

test('a document of another shape is an error with a remedy', () => {
  for (const text of ['"x"', '{"BannedCharacters": "none"}']) {
    expect(() => add(text, ['/'])).toThrow(ConfigurationError);
  }
});

describe('the file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'certbridge-banned-'));
    file = path.join(folder, 'bannedcharacters.json');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('is created in the documented shape', async () => {
    expect(await addToBannedCharactersFile(file, [' ', '/', ' '])).toEqual([' ', '/']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual([
      { id: 1, character: ' ', replacementCharacter: null },
      { id: 2, character: '/', replacementCharacter: null },
    ]);
  });

  test('is created with the line ends of the platform', () => {
    expect(createBannedCharactersText(['/'], 'linux')).toBe(
      '[\n  {\n    "id": 1,\n    "character": "/",\n    "replacementCharacter": null\n  }\n]\n',
    );
    expect(createBannedCharactersText(['/'], 'win32')).toMatch(/^\[\r\n.*\]\r\n$/s);
  });

  test('is not created, and not touched, when nothing is new', async () => {
    expect(await addToBannedCharactersFile(file, [])).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
    await writeFile(file, '[{"character":"/"}]');
    const before = await stat(file);
    expect(await addToBannedCharactersFile(file, ['/'])).toEqual([]);
    expect(await stat(file)).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino });
  });

  test.each<TextEncoding>(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'])(
    'keeps its encoding: %s',
    async (encoding) => {
      await writeFile(file, encodeText('[]\r\n', encoding));
      await addToBannedCharactersFile(file, ['/']);
      const expected =
        '[\r\n  {\r\n    "id": 1,\r\n    "character": "/",\r\n    "replacementCharacter": null\r\n  }\r\n]\r\n';
      expect(await readFile(file)).toEqual(Buffer.from(encodeText(expected, encoding)));
    },
  );

  test('stays as it is when malformed', async () => {
    await writeFile(file, '[');
    await expect(addToBannedCharactersFile(file, ['/'])).rejects.toThrow(ConfigurationError);
    expect(await readFile(file, 'utf8')).toBe('[');
  });
});
