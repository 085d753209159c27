/** Invisible format characters (Unicode Cf): the certificate dialog of Windows puts one before the first digit that is copied. */
const invisible = /\p{Cf}/gu;
/** Digits in one piece, or in groups of whole bytes; the first may lack its leading zero. */
const notation = /^[0-9a-f]+(?:(?:\s*[:-]\s*|\s+)(?:[0-9a-f]{2})+)*$/i;
const separators = /[\s:-]/g;
const prefix = /^(?:serial(?: ?number)?\s*[=:]\s*)?(?:0x)?/i;
const digitsOnly = /^[0-9a-f]+$/i;
const pairsOnly = /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/i;

/**
 * Parses a serial number in any notation people paste: bare hexadecimal, pairs with colons, blanks or dashes, with `0x`,
 * or as openssl prints it (`serial=0A…`).
 *
 * Returns upper-case hexadecimal digits without separators and leading zeros, the form in which serial numbers compare
 * equal: the systems add and drop leading zeros, the sign byte `00` among them. Undefined for text that isn't a serial number.
 */
export function parseSerialNumber(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  // Lists of the systems hold bare digits, which the clients write in pairs, and have thousands of them.
  if (digitsOnly.test(text)) return canonical(text);
  if (pairsOnly.test(text)) return canonical(text.replaceAll(':', ''));
  const pasted = text.replace(invisible, '').trim().replace(prefix, '');
  return notation.test(pasted) ? canonical(pasted.replace(separators, '')) : undefined;
}

/** Pads hexadecimal digits to whole bytes: `0A1B` for `A1B`. */
export function padToBytes(digits: string): string {
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

function canonical(digits: string): string {
  const upper = digits.toUpperCase();
  return upper.startsWith('0') ? upper.replace(/^0+(?=.)/, '') : upper;
}
