// As much of DER (ITU-T X.690) as requests and PKCS#7 envelopes need.

/** One element of DER. */
export interface DerElement {
  readonly tag: number;
  /** Tag and length included. */
  readonly encoded: Uint8Array;
  readonly content: Uint8Array;
}

/** Writes an element around its content. */
export function encodeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(tag, ...encodeLength(content.length)), content]);
}

/**
 * Reads elements that follow each other.
 *
 * @throws RangeError where the bytes are no DER.
 */
export function readDer(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const tag = bytes[offset] ?? 0;
    const { length, start } = readLength(bytes, offset + 1);
    const end = start + length;
    // Tags of several bytes occur in none of what is read here.
    if ((tag & 0x1f) === 0x1f || end > bytes.length) throw new RangeError('This is no DER.');
    elements.push({ tag, encoded: bytes.subarray(offset, end), content: bytes.subarray(start, end) });
    offset = end;
  }
  return elements;
}

function encodeLength(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

function readLength(bytes: Uint8Array, offset: number): { length: number; start: number } {
  const first = bytes[offset];
  if (first === undefined) throw new RangeError('This is no DER.');
  if (first < 0x80) return { length: first, start: offset + 1 };
  const count = first & 0x7f;
  const digits = bytes.subarray(offset + 1, offset + 1 + count);
  if (count === 0 || count > 4 || digits.length < count) throw new RangeError('This is no DER.');
  return { length: digits.reduce((sum, digit) => sum * 256 + digit, 0), start: offset + 1 + count };
}
