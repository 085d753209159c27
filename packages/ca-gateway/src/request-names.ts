import { isUint8Array } from 'node:util/types';
import { writeDistinguishedName } from '@certbridge/certificate';
import type { ParsedCertificateRequest } from '@certbridge/certificate/request';
import type { AuditEntry } from './audit-entry.ts';

/** Returns what the audit record holds of a certificate request; nothing if it can't be read. */
export function requestNames(
  request: ParsedCertificateRequest | Uint8Array,
): Pick<AuditEntry, 'subject' | 'names'> {
  if (isUint8Array(request)) return {};
  const { subject, alternativeNames } = request;
  return { subject: writeDistinguishedName(subject), names: alternativeNames?.map(({ value }) => value) };
}
