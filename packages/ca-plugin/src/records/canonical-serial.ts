/**
 * Writes a serial number in the form to compare: upper-case digits without separators and leading zeros. Undefined for
 * text that is no hexadecimal number.
 */
export function canonicalSerial(text: string): string | undefined {
  const digits = text.replace(/^\s*0x/i, '').replace(/[:\s-]/g, '');
  return /^[0-9a-f]+$/i.test(digits) ? digits.toUpperCase().replace(/^0+(?=.)/, '') : undefined;
}
