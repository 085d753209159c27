import type { IssuedCertificate } from '../contract/issued-certificate.ts';

/** Returns whether a certificate may have been revoked for a reason, which the authority doesn't always give. */
export function hasReason({ revocation }: Pick<IssuedCertificate, 'revocation'>, reason: number): boolean {
  return (revocation?.reason ?? reason) === reason;
}
