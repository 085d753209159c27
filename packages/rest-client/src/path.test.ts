import fc from 'fast-check';
import { expect, test } from 'vitest';
import { path } from './path.ts';

test('parameters are encoded as one segment', () => {
  expect(path`/api/ssl/v1/${54}`).toBe('/api/ssl/v1/54');
  expect(path`/a/${'x/y z?#'}/b/${'ä'}`).toBe('/a/x%2Fy%20z%3F%23/b/%C3%A4');
  expect(path`/plain`).toBe('/plain');
});

test.each(['', '.', '..'])('the parameter %j is refused', (parameter) => {
  expect(() => path`/a/${parameter}`).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});

test('half of a surrogate pair is refused', () => {
  expect(() => path`/a/${'\ud800'}`).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: "A path parameter holds half of a surrogate pair, which can't be sent.",
    }),
  );
});

test('no parameter can leave its segment', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (parameter) => {
      fc.pre(parameter !== '.' && parameter !== '..');
      const url = new URL(`https://host${path`/a/${parameter}/b`}`);
      expect(url.pathname.split('/')).toHaveLength(4);
      expect(url.search + url.hash).toBe('');
      expect(decodeURIComponent(url.pathname.split('/')[2] ?? '')).toBe(parameter);
    }),
  );
});
