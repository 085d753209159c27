import * as asn1js from 'asn1js';

const oids = { data: '1.2.840.113549.1.7.1', signedData: '1.2.840.113549.1.7.2' } as const;

/**
 * Writes certificates, each in DER, as a PKCS#7 file that signs nothing ("certs-only"), in DER. They are a set, in the order that DER has for
 * sets: who reads the file can't rely on the order given. [RFC 5652, section 5; X.690, section 11.6]
 */
export function writePkcs7(certificates: readonly Uint8Array[]): Uint8Array {
  const sequence = (...value: asn1js.BaseBlock[]) => new asn1js.Sequence({ value });
  const tagged = (...value: asn1js.BaseBlock[]) =>
    new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value });
  const signedData = sequence(
    new asn1js.Integer({ value: 1 }),
    new asn1js.Set(),
    sequence(new asn1js.ObjectIdentifier({ value: oids.data })),
    tagged(
      ...certificates.toSorted(Buffer.compare).map((der) => asn1js.fromBER(Uint8Array.from(der)).result),
    ),
    new asn1js.Set(),
  );
  const file = sequence(new asn1js.ObjectIdentifier({ value: oids.signedData }), tagged(signedData));
  return new Uint8Array(file.toBER(false));
}
