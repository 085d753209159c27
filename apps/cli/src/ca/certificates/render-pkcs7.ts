import { encodeDer } from './der.ts';

const signedData = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02);
const data = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01);
const tags = { integer: 0x02, objectId: 0x06, sequence: 0x30, set: 0x31, context0: 0xa0 };

/** Renders certificates as the DER of a PKCS#7 envelope that signs nothing ("certs-only", RFC 5652, section 5), in their order. */
export function renderPkcs7(certificates: readonly Uint8Array[]): Uint8Array {
  const content = encodeDer(
    tags.sequence,
    encodeDer(tags.integer, Uint8Array.of(1)),
    encodeDer(tags.set),
    encodeDer(tags.sequence, encodeDer(tags.objectId, data)),
    encodeDer(tags.context0, ...certificates),
    encodeDer(tags.set),
  );
  return encodeDer(tags.sequence, encodeDer(tags.objectId, signedData), encodeDer(tags.context0, content));
}
