import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../configuration-error.ts';
import { lineStartsOf, parseJson, positionAt } from './json-file.ts';
import { decodeTextFile, encodeText, type TextEncoding } from './text-file.ts';

function parse(text: string) {
  return parseJson({ text, encoding: 'utf-8', eol: '\n' }, 'config.json');
}

function problemsOf(text: string) {
  try {
    parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).problems;
  }
  throw new Error('nothing was thrown');
}

test('comments and trailing commas are read', () => {
  const text = '// first\n{\n  "a": [1, 2,], /* why */ "b": {"c": null,},\n}\n';
  expect(parse(text).value).toEqual({ a: [1, 2], b: { c: null } });
});

test.each<TextEncoding>(['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'])(
  'a document in %s with CRLF is read',
  (encoding) => {
    const decoded = decodeTextFile(encodeText('{\r\n  "ü": true, // yes\r\n}\r\n', encoding), 'f');
    expect(parseJson(decoded, 'f').value).toEqual({ ü: true });
  },
);

test('a key named __proto__ is data', () => {
  const value = parse('{"__proto__": {"polluted": true}}').value as object;
  expect(Object.keys(value)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

describe('errors name line and column, what was expected and the remedy', () => {
  test.each([
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma was expected'],
    ['CRLF lines', '{\r\n  "a": 1\r\n  "b": 2\r\n}', 3, 3, 'a comma was expected'],
    ['a missing colon', '{"a" 1}', 1, 6, 'a colon was expected'],
    ['a missing value', '{"a":}', 1, 6, 'a value was expected'],
    ['a missing brace', '{"a": 1', 1, 8, 'a closing } was expected'],
    ['a missing bracket', '[1', 1, 3, 'a closing ] was expected'],
    ['a brace that closes an array', '{"a": [1}', 1, 9, 'a closing ] was expected before this }'],
    ['a bracket that closes an object', '{"a": 1]', 1, 8, 'a closing } was expected before this ]'],
    ['single quotes', "{'a': 1}", 1, 2, 'not the plain double quote'],
    ['curly quotes', '{"a": “x”}', 1, 7, 'not the plain double quote'],
    ['a key without quotes', '{a: 1}', 1, 2, 'this is not JSON'],
    [
      'a single backslash',
      '{"a": "x\\\\y",\n "keyfactorLogin": "DOMAIN\\User"}',
      2,
      27,
      'a single backslash',
    ],
    ['a short character code', '{"a": "\\u12"}', 1, 7, 'four hexadecimal digits'],
    ['an unclosed text', '{"a": "x\n}', 1, 7, 'no closing double quote'],
    ['a tab in a text', '{"a": "x\ty"}', 1, 7, 'control character'],
    ['an unclosed comment', '{} /* x', 1, 4, 'the comment that begins here is not closed'],
    ['two documents', '{}\n{}', 2, 1, 'the document ended'],
    ['an empty file', ' \n', 1, 1, 'the file is empty'],
  ])('%s', (_name, text, line, column, message) => {
    const [problem, ...more] = problemsOf(text);
    expect(problem).toMatchObject({ file: 'config.json', line, column });
    expect(problem?.message).toContain(message);
    expect(problem?.remedy).not.toBe('');
    expect(more).toEqual([]);
  });
});

test('no error holds text of the file', () => {
  const secret = 'Sup3rS3cret';
  for (const text of [
    `{"p": "${secret}" "q": 1}`,
    `{"p": ${secret}}`,
    `{"p": "${secret}\\z"}`,
    `{"p": "${secret}`,
    `{"${secret}": 1, "${secret}": 2}`,
    secret,
  ]) {
    expect(JSON.stringify(problemsOf(text))).not.toContain(secret);
  }
});

test('a key that stands twice is an error with both positions, whatever its letter case', () => {
  expect(problemsOf('{\n  "a": 1,\n  "b": [{"c": 1, "c": 2}],\n  "A": 2\n}')).toMatchObject([
    { line: 4, column: 3, message: expect.stringContaining('line 2, column 3') },
    { line: 3, column: 18, message: expect.stringContaining('line 3, column 10') },
  ]);
});

test('comment keys may stand twice', () => {
  expect(parse('{"_comment": 1, "_comment": 2, "$schema": "x", "$schema": "y"}').value).toBeDefined();
});

test('positions count from 1 and know all line ends', () => {
  expect(positionAt(lineStartsOf(''), 0)).toEqual({ line: 1, column: 1 });
  const text = 'a\r\nb\rc\nd';
  const places = [...text].map((_, offset) => positionAt(lineStartsOf(text), offset));
  expect(places.map(({ line, column }) => `${line}:${column}`)).toEqual(
    '1:1 1:2 1:3 2:1 2:2 3:1 3:2 4:1'.split(' '),
  );
});

test.each(['[', '{"a":'])('a document of %s within itself is refused in words', (opening) => {
  for (const depth of [100_000, 200_000]) {
    expect(problemsOf(opening.repeat(depth))).toMatchObject([
      { message: expect.stringContaining('too deeply') },
    ]);
  }
});
