import { isUint8Array } from 'node:util/types';
import type { IssuedCertificate } from '@certbridge/ca-host';
import { isRecord } from '@certbridge/plain-text';
import { invalidArgument } from './check-values.ts';
import { kindOf, leaveAlone } from './kind-of.ts';

const checks = {
  ca: (value: unknown) => typeof value === 'string',
  der: isUint8Array,
  productName: (value: unknown) => value === null || typeof value === 'string',
  revocation: (value: unknown) => value === null || isRecord(value),
} satisfies Partial<Record<keyof IssuedCertificate, (value: unknown) => boolean>>;

/**
 * Returns what the `find` of an index found. Throws an `ApiError` 'invalid-argument' unless it has what access goes by: one that lacks its
 * revocation would count as not revoked, and one that lacks its CA as one of any CA.
 */
export function checkFound(
  found: IssuedCertificate | undefined,
  needed: readonly (keyof typeof checks)[],
): IssuedCertificate | undefined {
  if (found === undefined) return undefined;
  if (isRecord(found) && needed.every((name) => checks[name](found[name]))) return found;
  leaveAlone(found);
  throw invalidArgument(
    `The function find of certificates must return undefined, or a certificate with ${needed.join(', ')}; it returned ${kindOf(found)}.`,
  );
}
