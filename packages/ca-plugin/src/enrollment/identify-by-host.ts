import { createHash } from 'node:crypto';

/** Returns the identity of an order by what its host gives, and by its CSR alone. */
export function identifyByHost(parts: readonly string[], csrFingerprint: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['host', csrFingerprint, ...parts]))
    .digest('hex');
}
