import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSensitiveHash } from './create-sensitive-hash.ts';

const key = new TextEncoder().encode('sixteen bytes ok');
const hash = createSensitiveHash(key);

test('a hash is the HMAC-SHA256 of the text in base64url, with its name before it', () => {
  const expected = createHmac('sha256', key).update('Grüße\nzwei').digest('base64url');
  expect(hash('Grüße\nzwei')).toBe(`hmac-sha256:${expected}`);
  expect(hash('')).toMatch(/^hmac-sha256:[\w-]{43}$/);
});

test('line ends and outer blanks make no difference', () => {
  expect(hash('  a\r\nb\rc\n')).toBe(hash('a\nb\nc'));
  expect(hash('a b')).not.toBe(hash('ab'));
});

test('other texts and other keys give other hashes', () => {
  const other = createSensitiveHash(new TextEncoder().encode('sixteen bytes OK'));
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      fc.pre(a.trim() !== b.trim());
      expect(hash(a)).not.toBe(hash(b));
      expect(hash(a)).not.toBe(other(a));
    }),
  );
});

test('the key can be wiped afterwards, and must have 16 bytes', () => {
  const wiped = Uint8Array.from(key);
  const kept = createSensitiveHash(wiped);
  wiped.fill(0);
  expect(kept('a')).toBe(hash('a'));
  expect(() => createSensitiveHash(new Uint8Array(15))).toThrow(
    expect.objectContaining({ name: 'ApiError', code: 'invalid-argument' }),
  );
  expect(() => createSensitiveHash(new Uint8Array(16))).not.toThrow();
});
