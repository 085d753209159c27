import type { IssuedCertificate } from '../contract/issued-certificate.ts';

/** Whether a certificate may have been revoked for a reason: the authority doesn't always tell it. */
export function hasReason({ revocation }: Pick<IssuedCertificate, 'revocation'>, reason: number): boolean {
  return (revocation?.reason ?? reason) === reason;
}
