import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { DistinguishedName } from './distinguished-name.ts';
import { type CertificateName, readAlternativeNameExtension, readName } from './encoded-names.ts';

/** Whom a certificate is for, in the form in which a request tells whom it is to be for, and whom it is by. */
export interface CertificateNames {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly alternativeNames: readonly CertificateName[];
}

/** Reads the names of a certificate in DER. Undefined where they can't be read. */
export function readCertificateNames(der: Uint8Array): CertificateNames | undefined {
  try {
    const certificate = new pkijs.Certificate({ schema: asn1js.fromBER(Uint8Array.from(der)).result });
    return {
      subject: readName(certificate.subject),
      issuer: readName(certificate.issuer),
      alternativeNames: (certificate.extensions ?? []).flatMap(readAlternativeNameExtension),
    };
  } catch {
    return undefined;
  }
}
