import { isNameProblem, parseDistinguishedName, valuesOf } from '@certbridge/certificate';
import { readCertificateRequest } from '@certbridge/certificate/request';
import type { StoredRequest } from '../contract/ca-store.ts';

/**
 * Names what a request is for: the common name of its certificate, or of its CSR while it has none; without one, the first
 * DNS name. Null where neither is known.
 */
export function commonNameOf({
  certificate,
  csr,
}: Pick<StoredRequest, 'certificate' | 'csr'>): string | null {
  if (certificate !== null) {
    const subject = parseDistinguishedName(certificate.subject);
    const [commonName] = isNameProblem(subject) ? [] : valuesOf(subject, 'CN');
    const dnsName = certificate.subjectAlternativeNames.find((name) => name.startsWith('dns='));
    return commonName ?? dnsName?.slice('dns='.length) ?? null;
  }
  const request = csr === null ? undefined : readCertificateRequest(csr);
  if (request === undefined || 'problem' in request) return null;
  const [commonName] = valuesOf(request.subject, 'CN');
  return commonName ?? request.alternativeNames?.find(({ kind }) => kind === 'dns')?.value ?? null;
}
