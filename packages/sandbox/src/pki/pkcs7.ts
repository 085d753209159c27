import * as asn1js from 'asn1js';

const signedData = '1.2.840.113549.1.7.2';
const data = '1.2.840.113549.1.7.1';

/**
 * Packs certificates as PKCS#7 SignedData without signers, in the order given.
 *
 * Encoded by hand, because DER would sort the set, while a CA keeps the order of its chain.
 */
export function writePkcs7(certificates: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const sequence = (...value: asn1js.BaseBlock[]): asn1js.Sequence => new asn1js.Sequence({ value });
  const tagged = (tagNumber: number, value: asn1js.BaseBlock[]): asn1js.Constructed =>
    new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value });
  const content = sequence(
    new asn1js.Integer({ value: 1 }),
    new asn1js.Set({ value: [] }),
    sequence(new asn1js.ObjectIdentifier({ value: data })),
    tagged(
      0,
      certificates.map((der) => asn1js.fromBER(der.buffer).result),
    ),
    new asn1js.Set({ value: [] }),
  );
  const message = sequence(new asn1js.ObjectIdentifier({ value: signedData }), tagged(0, [content]));
  return new Uint8Array(message.toBER(false));
}
