import type { X509Certificate } from 'node:crypto';
import { verifyClientCertificate } from './verify-client-certificate.ts';

interface Verdict {
  readonly authorities: readonly string[];
  readonly isTrusted: Promise<boolean>;
}

/**
 * Creates the judge of client certificates. A certificate is verified once, and again when the authorities are others: a connection has
 * one for all its requests.
 */
export function createClientVerifier(
  clientAuthorities: () => readonly string[],
): (certificate: X509Certificate) => Promise<boolean> {
  const verdicts = new WeakMap<X509Certificate, Verdict>();
  return (certificate) => {
    const authorities = clientAuthorities();
    const before = verdicts.get(certificate);
    if (before !== undefined && isSame(before.authorities, authorities)) return before.isTrusted;
    const isTrusted = verifyClientCertificate(certificate, { authorities, now: new Date() });
    verdicts.set(certificate, { authorities, isTrusted });
    return isTrusted;
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
