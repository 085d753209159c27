import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** Reads the parts of a certificate that Node does not expose. Throws if it can't be read. */
export function decodeCertificate(der: Uint8Array): pkijs.Certificate {
  return pkijs.Certificate.fromBER(Uint8Array.from(der).buffer);
}

/** Decodes the value of an extension. Undefined where the certificate has none. */
export function extensionOf({ extensions = [] }: pkijs.Certificate, oid: string): asn1js.AsnType | undefined {
  const extension = extensions.find(({ extnID }) => extnID === oid);
  return extension && asn1js.fromBER(extension.extnValue.valueBlock.valueHexView).result;
}
