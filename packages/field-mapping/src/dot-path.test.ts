import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DotPathError, formatDotPath, parseDotPath } from './dot-path.ts';

function failureOf(text: string): DotPathError {
  try {
    parseDotPath(text);
  } catch (error) {
    if (error instanceof DotPathError) return error;
  }
  throw new Error(`${text} was taken`);
}

describe('parseDotPath', () => {
  test.each([
    ['commonName', ['commonName']],
    ['certificateDetails.issuer', ['certificateDetails', 'issuer']],
    ['customFields.0.value', ['customFields', '0', 'value']],
    ['a\\.b.c', ['a.b', 'c']],
    ['a\\\\.b', ['a\\', 'b']],
    ['a\\\\\\.b', ['a\\.b']],
    [' a . b ', [' a ', ' b ']],
  ])('reads %j', (text, path) => {
    expect(parseDotPath(text)).toEqual(path);
    expect(formatDotPath(path)).toBe(text);
  });

  test.each([
    ['', 0],
    ['.', 0],
    ['.a', 0],
    ['a.', 2],
    ['a..b', 2],
  ])('refuses %j for its empty step', (text, position) => {
    expect(failureOf(text)).toMatchObject({ name: 'DotPathError', position });
    expect(failureOf(text).message).toBe(
      `A path needs a name before and after each dot (character ${position + 1}).`,
    );
  });

  test.each([
    ['a\\', 1],
    ['a.b\\c', 3],
  ])('refuses the backslash in %j', (text, position) => {
    expect(failureOf(text)).toMatchObject({ position });
  });

  test('reads back every path that formatDotPath writes', () => {
    const segment = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[a.\\]+$/));
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), (path) => {
        expect(parseDotPath(formatDotPath(path))).toEqual(path);
      }),
    );
  });
});
