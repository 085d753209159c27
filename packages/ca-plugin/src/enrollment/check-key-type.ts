import type { CertificateProfile } from '@certbridge/sectigo-client';
import type { CsrKey } from './csr.ts';
import { listKeyTypes } from './key-types.ts';
import { type OrderRefusal, refuse } from './refusal.ts';

/** Refuses a key that the profile doesn't list. */
export function checkKeyType(key: CsrKey, profile: CertificateProfile): OrderRefusal | undefined {
  const offered = listKeyTypes(profile);
  if (offered.length === 0) return undefined;
  if (offered.some((one) => one.algorithm === key.algorithm && one.parameter === key.parameter)) {
    return undefined;
  }
  const list = offered.map(({ algorithm, parameter }) => `${algorithm} ${parameter}`).join(', ');
  return refuse(
    `The profile "${profile.name}" takes no key of ${key.algorithm} ${key.parameter}. Make a new CSR with one of: ${list}.`,
  );
}
