import { createHmac, createSecretKey } from 'node:crypto';
import { isUint8Array } from 'node:util/types';
import { countNoun } from '@certbridge/plain-text';
import { invalidArgument } from '../arguments/invalid-argument.ts';

const MIN_KEY_BYTES = 16;

/** Returns whether a text is what the function of {@link createSensitiveHash} makes. */
export function isSensitiveHash(text: string): boolean {
  return /^hmac-sha256:[\w-]{43}$/.test(text);
}

/**
 * Creates a keyed hash for the values of sensitive fields, so that equal values can be found without storing them, and
 * guesses can't be checked without the key.
 *
 * Line ends and blanks around the text make no difference: systems change them on the way.
 *
 * @example
 * const hashSensitive = createSensitiveHash(randomBytes(32)); // keep the key: the hashes of each key differ
 * hashSensitive('a secret') === hashSensitive('a secret\r\n'); // true
 *
 * @throws ApiError 'invalid-argument' for what is not bytes, and for a key of less than 16.
 */
export function createSensitiveHash(key: Uint8Array): (text: string) => string {
  if (!isUint8Array(key)) {
    throw invalidArgument('The argument of createSensitiveHash must be the bytes of a key: a Uint8Array.');
  }
  if (key.length < MIN_KEY_BYTES)
    throw invalidArgument(
      `The key for sensitive values has ${countNoun(key.length, 'byte')}; ${MIN_KEY_BYTES} are needed.`,
    );
  const secret = createSecretKey(key);
  return (text) => {
    const normal = text.replace(/\r\n?/g, '\n').trim();
    return `hmac-sha256:${createHmac('sha256', secret).update(normal).digest('base64url')}`;
  };
}
