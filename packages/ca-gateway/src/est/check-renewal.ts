import type { CertificateIndex } from '@certbridge/ca-host';
import { canonicalAttributes, valuesOf } from '@certbridge/certificate';
import {
  type AlternativeName,
  type CertificateNames,
  type ParsedCertificateRequest,
  readCertificateNames,
  readCertificateRequest,
} from '@certbridge/certificate/request';
import { findStoredCertificate } from '../access/find-stored-certificate.ts';
import { GatewayError } from '../gateway-error.ts';
import type { Enroller } from './authorize.ts';

/**
 * Throws a {@link GatewayError} unless a request is for what the certificate of the requester is for. It may also be for what that
 * one was requested for: authorities add to subjects and names, and leave out, and clients make the same request again.
 */
export function checkRenewal(
  request: ParsedCertificateRequest,
  { certificate }: Pick<Enroller, 'certificate'>,
  certificates: Pick<CertificateIndex, 'find'>,
): void {
  if (certificate === undefined) {
    throw new GatewayError(
      400,
      'Log in with the certificate that is to be renewed, or send the request to simpleenroll.',
    );
  }
  const stored = findStoredCertificate(certificate, certificates);
  const allowed = [readCertificateNames(certificate.raw), namesOfRequest(stored?.csr)];
  if (allowed.some((names) => names !== undefined && isRenewal(request, names))) return;
  throw new GatewayError(
    400,
    'Subject and names of the request are not those of the certificate that is to be renewed.',
  );
}

function namesOfRequest(
  csr: string | null | undefined,
): Pick<CertificateNames, 'subject' | 'alternativeNames'> | undefined {
  const request = readCertificateRequest(csr ?? '');
  if ('problem' in request || request.alternativeNames === undefined) return undefined;
  return { subject: request.subject, alternativeNames: request.alternativeNames };
}

/**
 * Returns whether a request asks for the subject and the names of a certificate, and for no other. [RFC 7030, section 4.2.2]
 *
 * A common name counts as a name in addition to the alternative ones: authorities add it to them.
 */
function isRenewal(
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
function keyOf({ kind, value }: AlternativeName): string {
  if (kind === 'other') return crypto.randomUUID();
  // A common name may be an address.
  return `${kind === 'ip' ? 'dns' : kind}=${kind === 'uri' ? value : value.toLowerCase()}`;
}
