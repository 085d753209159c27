import { isNameProblem, parseDistinguishedName, valuesOf } from '@certbridge/certificate';
import { readCertificateRequest } from '@certbridge/certificate/request';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { StoredRequest } from '../contract/ca-store.ts';

/**
 * Names what a request is for: the common name of its certificate, or of its CSR while it has none; without one, the first
 * DNS name. Null where neither is known.
 */
export function commonNameOf(request: NamedRequest): string | null {
  checkRequest(request);
  const { certificate, csr } = request;
  if (certificate !== null) {
    const subject = parseDistinguishedName(certificate.subject);
    const [commonName] = isNameProblem(subject) ? [] : valuesOf(subject, 'CN');
    const dnsName = certificate.subjectAlternativeNames.find((name) => name.startsWith('dns='));
    return commonName ?? dnsName?.slice('dns='.length) ?? null;
  }
  const parsed = csr === null ? undefined : readCertificateRequest(csr);
  if (parsed === undefined || 'problem' in parsed) return null;
  const [commonName] = valuesOf(parsed.subject, 'CN');
  return commonName ?? parsed.alternativeNames?.find(({ kind }) => kind === 'dns')?.value ?? null;
}

type NamedRequest = Pick<StoredRequest, 'certificate' | 'csr'>;

function checkRequest(request: NamedRequest | undefined): void {
  const { certificate, csr } = request ?? {};
  const isOne = (csr === null || typeof csr === 'string') && (certificate === null || hasNames(certificate));
  if (!isOne)
    throw invalidArgument(
      'Argument 1 of commonNameOf must be a request of a store, with certificate and csr.',
    );
}

function hasNames(certificate: NamedRequest['certificate'] | undefined): boolean {
  const names: unknown = certificate?.subjectAlternativeNames;
  return (
    typeof certificate?.subject === 'string' &&
    Array.isArray(names) &&
    names.every((name) => typeof name === 'string')
  );
}
