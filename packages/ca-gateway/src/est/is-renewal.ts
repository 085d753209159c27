import { canonicalAttributes, valuesOf } from '@certbridge/certificate';
import type {
  CertificateName,
  CertificateNames,
  ParsedCertificateRequest,
} from '@certbridge/certificate/request';

/**
 * Tells whether a request asks for the subject and the names of a certificate, and for no other. [RFC 7030, section 4.2.2]
 *
 * A common name counts as a name beside the alternative ones: authorities add it to them.
 */
export function isRenewal(
  { subject, alternativeNames }: Pick<ParsedCertificateRequest, 'subject' | 'alternativeNames'>,
  certificate: Pick<CertificateNames, 'subject' | 'alternativeNames'>,
): boolean {
  if (alternativeNames === undefined) return false;
  if (canonicalAttributes(subject) !== canonicalAttributes(certificate.subject)) return false;
  const wanted = keysOf({ subject, alternativeNames });
  const held = keysOf(certificate);
  return wanted.size === held.size && [...wanted].every((name) => held.has(name));
}

function keysOf({
  subject,
  alternativeNames,
}: Pick<CertificateNames, 'subject' | 'alternativeNames'>): Set<string> {
  const commonNames = valuesOf(subject, 'CN').map((value) => ({ kind: 'dns', value }) as const);
  return new Set([...commonNames, ...alternativeNames].map(keyOf));
}

/** What has no form as text can't be compared, and equals nothing. */
function keyOf({ kind, value }: CertificateName): string {
  if (kind === 'other') return crypto.randomUUID();
  // A common name may be an address.
  return `${kind === 'ip' ? 'dns' : kind}=${kind === 'uri' ? value : value.toLowerCase()}`;
}
