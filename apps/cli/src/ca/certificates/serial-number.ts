/**
 * Writes a serial number in the notation of the database: upper-case hexadecimal digits without separators and leading
 * zeros. Undefined for text that is no serial number.
 */
export function canonicalSerialNumber(text: string): string | undefined {
  const digits = text.trim().replace(/[: ]/g, '');
  return /^[0-9a-f]+$/i.test(digits) ? digits.toUpperCase().replace(/^0+(?=.)/, '') : undefined;
}
