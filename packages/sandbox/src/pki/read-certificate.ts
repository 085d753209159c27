import { createPublicKey, hash } from 'node:crypto';
import * as pkijs from 'pkijs';
import { readAttribute, writeName } from './distinguished-name.ts';
import { type KeyFacts, readKeyFacts, throwAwayKey } from './key-facts.ts';

/** The contents of a certificate. Instants are milliseconds since 1970. */
export interface CertificateFacts {
  /** Upper-case hexadecimal digits, at least 32. */
  serial: string;
  /** SHA-1, upper-case hexadecimal. */
  thumbprint: string;
  commonName: string;
  subjectDn: string;
  issuerDn: string;
  /** DNS names and IPv4 addresses. */
  names: string[];
  notBefore: number;
  notAfter: number;
  key: KeyFacts;
}

/** Parses an X.509 certificate in DER; undefined for anything else. */
export function readCertificate(der: Uint8Array<ArrayBuffer>): CertificateFacts | undefined {
  try {
    const certificate = pkijs.Certificate.fromBER(der);
    const publicKey = Buffer.from(certificate.subjectPublicKeyInfo.toSchema().toBER(false));
    const serial = Buffer.from(certificate.serialNumber.valueBlock.valueHexView)
      .toString('hex')
      .toUpperCase();
    return {
      serial: serial.replace(/^0+(?=.)/, '').padStart(32, '0'),
      thumbprint: hash('sha1', der).toUpperCase(),
      commonName: readAttribute(certificate.subject, 'CN') ?? '',
      subjectDn: writeName(certificate.subject),
      issuerDn: writeName(certificate.issuer),
      names: readNames(certificate),
      notBefore: certificate.notBefore.value.getTime(),
      notAfter: certificate.notAfter.value.getTime(),
      key: readKeyFacts(createPublicKey({ key: publicKey, format: 'der', type: 'spki' })) ?? throwAwayKey,
    };
  } catch {
    return undefined;
  }
}

function readNames({ extensions = [] }: pkijs.Certificate): string[] {
  const extension = extensions.find(({ extnID }) => extnID === '2.5.29.17');
  const { altNames = [] } = (extension?.parsedValue ?? {}) as Partial<pkijs.AltName>;
  return altNames.flatMap(({ type, value }) => {
    if (type === 2) return [String(value)];
    if (type === 7 && value.valueBlock.valueHexView.length === 4)
      return [[...(value.valueBlock.valueHexView as Uint8Array)].join('.')];
    return [];
  });
}
