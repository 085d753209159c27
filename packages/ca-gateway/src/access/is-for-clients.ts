import type { X509Certificate } from 'node:crypto';
import type * as asn1js from 'asn1js';
import type * as pkijs from 'pkijs';
import { extensionOf } from './decode-certificate.ts';

const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const keyUsage = '2.5.29.15';
/** An extension by Netscape, which OpenSSL still respects. */
const certificateType = '2.16.840.1.113730.1.1';
const digitalSignature = 0x80;
const keyAgreement = 0x08;
const sslClient = 0x80;

/** Whether a certificate may be one of a client, or of an authority for clients. Without purposes it is for every one. */
export function isForClients({ keyUsage: purposes }: X509Certificate): boolean {
  return purposes === undefined || purposes.includes(clientAuthentication);
}

/** Whether a client may log in by the key of a certificate. */
export function mayLogIn(decoded: pkijs.Certificate): boolean {
  const allows = (oid: string, bits: number) => {
    const extension = extensionOf(decoded, oid) as asn1js.BitString | undefined;
    return extension === undefined || ((extension.valueBlock.valueHexView[0] ?? 0) & bits) !== 0;
  };
  return allows(keyUsage, digitalSignature | keyAgreement) && allows(certificateType, sslClient);
}
