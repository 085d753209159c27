import { padToBytes, parseSerialNumber } from '@certbridge/certificate';
import { invalidArgument } from './check-arguments.ts';

const COLON = 0x3a;

/** As lists have it: whole bytes without a zero before them. */
const bare = /^(?!00)(?:[0-9a-f]{2})+$/i;

/** Takes the serial numbers of certificates, which have at most 20 bytes; a buffer for each is most of the cost of writing it. [RFC 5280, 4.1.2.2] */
const scratch = Buffer.alloc(64);

const normalized = /^(?!00:)[0-9A-F]{2}(?::[0-9A-F]{2})*$/;

/**
 * Normalizes a serial number: upper-case pairs with colons, without leading zero bytes (`0A:B3:...`).
 *
 * SCM writes it with colons in details, and bare without leading zeros in lists and reports. Text that isn't hexadecimal is
 * returned unchanged.
 */
export function readSerialNumber(text: string): string {
  if (bare.test(text)) return inPairs(text);
  if (normalized.test(text)) return text;
  const digits = digitsOf(text);
  if (digits === undefined) return text;
  return inPairs(digits);
}

/**
 * Writes a colon between the bytes. A string put together piece by piece stays in pieces, of which the rows of a long list
 * would hold millions, at many times the cost.
 */
function inPairs(digits: string): string {
  const length = (digits.length / 2) * 3 - 1;
  const text = length <= scratch.length ? scratch : Buffer.alloc(length);
  for (let index = 0, end = 0; index < digits.length; index += 2) {
    if (index > 0) text[end++] = COLON;
    text[end++] = upperCase(digits.charCodeAt(index));
    text[end++] = upperCase(digits.charCodeAt(index + 1));
  }
  return text.toString('latin1', 0, length);
}

/** The code of a hexadecimal digit in upper case. */
function upperCase(code: number): number {
  return code > 0x60 ? code - 0x20 : code;
}

/** Formats a serial number for a path. Throws an `ApiError` 'invalid-argument' for other text. */
export function checkSerialNumber(text: string): string {
  if (typeof text !== 'string' || digitsOf(text) === undefined) {
    throw invalidArgument('serialNumber must be hexadecimal, with or without colons, blanks or dashes.');
  }
  return readSerialNumber(text);
}

/**
 * Formats a serial number for the list's filter: bare, lower-case, padded to 16 bytes, the only notation known to find
 * certificates. [hm-edu/pki-portal-backend]
 */
export function writeSerialFilter(text: string): string {
  const digits = digitsOf(text);
  if (digits === undefined) {
    throw invalidArgument(
      'The filter serialNumber must be hexadecimal, with or without colons, blanks or dashes.',
    );
  }
  return digits.toLowerCase().padStart(32, '0');
}

/** The digits in whole bytes, upper-case, without leading zero bytes; undefined for other text. */
function digitsOf(text: string): string | undefined {
  const digits = parseSerialNumber(text);
  return digits === undefined ? undefined : padToBytes(digits);
}
