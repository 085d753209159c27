import type { X509Certificate } from 'node:crypto';
import { canonicalAttributes, parseSerialNumber, writeDistinguishedName } from '@certbridge/certificate';
import { readMainNames } from '@certbridge/certificate/request';
import type { CertificateIdentity } from './identity.ts';

/** Connections send many requests with one certificate. */
const known = new WeakMap<X509Certificate, CertificateIdentity>();

/** Reads the names in a certificate. Undefined where its names can't be read. */
export function certificateIdentity(certificate: X509Certificate): CertificateIdentity | undefined {
  const read = known.get(certificate) ?? readIdentity(certificate);
  if (read !== undefined) known.set(certificate, read);
  return read;
}

function readIdentity({ raw, serialNumber: text }: X509Certificate): CertificateIdentity | undefined {
  const names = readMainNames(raw);
  const serialNumber = parseSerialNumber(text);
  if (names === undefined || serialNumber === undefined) return undefined;
  const subject = writeDistinguishedName(names.subject);
  return {
    kind: 'certificate',
    issuer: canonicalAttributes(names.issuer),
    subject: canonicalAttributes(names.subject),
    serialNumber,
    label: subject === '' ? `serial ${serialNumber}` : `${subject}, serial ${serialNumber}`,
  };
}
