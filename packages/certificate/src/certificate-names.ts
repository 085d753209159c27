import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { DistinguishedName } from './distinguished-name.ts';
import { type AlternativeName, readAlternativeNameExtension, readName } from './encoded-names.ts';

/** Subject, issuer and alternative names of a certificate. */
export interface CertificateNames {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  readonly alternativeNames: readonly AlternativeName[];
}

/** Reads the names of a certificate in DER. Undefined where they can't be read. */
export function readCertificateNames(der: Uint8Array): CertificateNames | undefined {
  try {
    const certificate = decode(der);
    const alternativeNames = (certificate.extensions ?? []).flatMap(readAlternativeNameExtension);
    return { ...mainNamesOf(certificate), alternativeNames };
  } catch {
    return undefined;
  }
}

/** Reads the names of a certificate in DER but for the alternative ones, of which there may be thousands. Undefined where they can't be read. */
export function readMainNames(der: Uint8Array): Omit<CertificateNames, 'alternativeNames'> | undefined {
  try {
    return mainNamesOf(decode(der));
  } catch {
    return undefined;
  }
}

function decode(der: Uint8Array): pkijs.Certificate {
  return new pkijs.Certificate({ schema: asn1js.fromBER(Uint8Array.from(der)).result });
}

function mainNamesOf({ subject, issuer }: pkijs.Certificate): Omit<CertificateNames, 'alternativeNames'> {
  return { subject: readName(subject), issuer: readName(issuer) };
}
