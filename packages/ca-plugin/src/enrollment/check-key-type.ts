import type { CertificateProfile } from '@certbridge/sectigo-client';
import type { CsrKey } from './csr.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Names of curves that say the same. */
const curveNames: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp256r1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** Refuses a key that the profile doesn't list; how SCM spells curves is not documented, so any usual name will do. */
export function checkKeyType(key: CsrKey, profile: CertificateProfile): Refusal | undefined {
  const offered = Object.entries(profile.keyTypes ?? {}).flatMap(([algorithm, parameters]) =>
    parameters.map((parameter) => ({ algorithm: algorithmOf(algorithm), parameter: parameterOf(parameter) })),
  );
  if (offered.length === 0) return undefined;
  if (offered.some((one) => one.algorithm === key.algorithm && one.parameter === key.parameter)) {
    return undefined;
  }
  const list = offered.map(({ algorithm, parameter }) => `${algorithm} ${parameter}`).join(', ');
  return refuse(
    `The profile "${profile.name}" takes no key of ${key.algorithm} ${key.parameter}. Make a new CSR with one of: ${list}.`,
  );
}

function algorithmOf(text: string): string {
  const upper = text.trim().toUpperCase();
  return upper.startsWith('EC') ? 'EC' : upper;
}

function parameterOf(text: string): string {
  const trimmed = text.trim();
  const bits = /^(?:NIST )?P-?(256|384|521)$/i.exec(trimmed)?.[1];
  return bits === undefined ? (curveNames[trimmed.toLowerCase()] ?? trimmed) : `P-${bits}`;
}
