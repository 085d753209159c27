/**
 * The form of a certificate serial number in which both systems' notations compare equal.
 *
 * SCM writes `AB:CD:…` in details and bare hex in lists, Command bare hex; leading zeros come and go, and so does the
 * sign byte `00`. Drops separators and leading zeros and returns upper-case hex; undefined for what is no serial number.
 */
export function canonicalSerialNumber(text: string | null | undefined): string | undefined {
  const bare = (text ?? '').replace(/[\s:-]/g, '').replace(/^0x/i, '');
  if (!/^[0-9a-f]+$/i.test(bare)) return undefined;
  return bare.toUpperCase().replace(/^0+(?=.)/, '');
}
