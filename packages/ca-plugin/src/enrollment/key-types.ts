import type { CertificateProfile } from '@certbridge/sectigo-client';
import type { ProductKeys } from '../contract/ca-plugin.ts';
import type { CsrKey } from './read-verified-csr.ts';

/** Names of curves that say the same. */
const curveNames: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp256r1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** What is taken where SCM does not tell. */
const usualKeys: ProductKeys = { rsa: [2048, 3072, 4096], ec: ['P-256', 'P-384', 'P-521'] };
const leastRsaBits = 2048;

/** Lists the key types of a profile as those of CSRs are written, whatever SCM calls them: how it spells curves is not documented. */
export function listKeyTypes({ keyTypes = {} }: Pick<CertificateProfile, 'keyTypes'>): {
  readonly algorithm: string;
  readonly parameter: string;
}[] {
  return Object.entries(keyTypes).flatMap(([algorithm, parameters]) =>
    parameters.map((parameter) => ({ algorithm: algorithmOf(algorithm), parameter: parameterOf(parameter) })),
  );
}

/** Returns which keys a profile takes, except those that are never ordered. */
export function readProductKeys(profile: Pick<CertificateProfile, 'keyTypes'>): ProductKeys {
  const types = listKeyTypes(profile);
  if (types.length === 0) return usualKeys;
  const parametersOf = (algorithm: CsrKey['algorithm']) => [
    ...new Set(types.filter((type) => type.algorithm === algorithm).map(({ parameter }) => parameter)),
  ];
  const bits = parametersOf('RSA').map(Number);
  return {
    rsa: bits.filter((size) => size >= leastRsaBits).toSorted((a, b) => a - b),
    ec: usualKeys.ec.filter((curve) => parametersOf('EC').includes(curve)),
  };
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
