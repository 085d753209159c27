/** Notations of a serial number on the wire. */
export type SerialForm = 'bare-trimmed' | 'bare-padded' | 'colon';

/** Formats a serial number (32 upper-case hexadecimal digits) in one of SCM's notations. */
export function formatSerial(
  serial: string,
  form: SerialForm,
  letterCase: 'upper' | 'lower' = 'upper',
): string {
  const text = form === 'bare-trimmed' ? trimZeros(serial) : form === 'colon' ? withColons(serial) : serial;
  return letterCase === 'lower' ? text.toLowerCase() : text;
}

/** Parses any notation into 32 upper-case hexadecimal digits; undefined if it isn't a serial number. */
export function parseSerial(text: string): string | undefined {
  const digits = text.replaceAll(/[:\s]/g, '').toUpperCase();
  if (!/^[0-9A-F]+$/.test(digits)) return undefined;
  return trimZeros(digits).padStart(32, '0');
}

/** Formats a serial number as Command does: whole bytes without leading zero bytes, except for a kept DER sign byte. */
export function formatCommandSerial(serial: string, signByte: 'dropped' | 'kept'): string {
  const trimmed = trimZeros(serial);
  const bytes = trimmed.length % 2 === 0 ? trimmed : `0${trimmed}`;
  return signByte === 'kept' && bytes >= '8' ? `00${bytes}` : bytes;
}

function trimZeros(digits: string): string {
  return digits.startsWith('0') ? digits.replace(/^0+(?=.)/, '') : digits;
}

function withColons(digits: string): string {
  return digits.replaceAll(/..(?=.)/g, '$&:');
}
