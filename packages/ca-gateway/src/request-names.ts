import { writeDistinguishedName } from '@certbridge/certificate';
import { readCertificateRequest } from '@certbridge/certificate/request';
import type { AuditEntry } from './audit-entry.ts';

/** Reads what an audit tells of a certificate request; nothing where it can't be read. */
export function requestNames(csr: Uint8Array): Pick<AuditEntry, 'subject' | 'names'> {
  const request = readCertificateRequest(csr);
  if ('problem' in request) return {};
  const { subject, alternativeNames } = request;
  return { subject: writeDistinguishedName(subject), names: alternativeNames?.map(({ value }) => value) };
}
