import { encodeDer, encodeOid, encodeSequence, explicitTag, tags } from './der.ts';

const signedData = encodeOid('1.2.840.113549.1.7.2');
const data = encodeOid('1.2.840.113549.1.7.1');
const version1 = encodeDer(tags.integer, Uint8Array.of(1));
const empty = encodeDer(tags.set);

/**
 * Packs certificates as PKCS#7 SignedData without signers, in the order given.
 *
 * Encoded by hand, because DER would sort the set, while a CA keeps the order of its chain.
 */
export function writePkcs7(certificates: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const content = encodeSequence(
    version1,
    empty,
    encodeSequence(data),
    encodeDer(explicitTag(0), ...certificates),
    empty,
  );
  return Uint8Array.from(encodeSequence(signedData, encodeDer(explicitTag(0), content)));
}
