import * as asn1js from 'asn1js';

/** Tags of DER values. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Encodes a DER value from encoded parts, in the order given. asn1js takes several times as long for a certificate. */
export function encodeDer(tag: number, ...parts: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.of(tag), encodeLength(length), ...parts]);
}

/** Encodes a DER sequence of encoded values. */
export function encodeSequence(...values: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  return encodeDer(tags.sequence, ...values);
}

/** Encodes an object identifier. */
export function encodeOid(value: string): Buffer<ArrayBuffer> {
  return Buffer.from(new asn1js.ObjectIdentifier({ value }).toBER(false));
}

/** Returns the tag of an explicitly tagged value. */
export function explicitTag(number: number): number {
  return 0xa0 | number;
}

/** Returns the tag of an implicitly tagged value that isn't constructed. */
export function implicitTag(number: number): number {
  return 0x80 | number;
}

function encodeLength(length: number): Uint8Array {
  if (length < 128) return Uint8Array.of(length);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}
