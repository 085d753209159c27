import * as asn1js from 'asn1js';

/** Decodes a value. Throws an Error if it is damaged: the parser passes over wrong lengths, and over what stands behind the value. */
export function decodeDer(der: Uint8Array): asn1js.AsnType {
  const { result } = asn1js.fromBER(der);
  if (!Buffer.from(result.toBER(false)).equals(der)) throw new Error('The value is damaged');
  return result;
}
