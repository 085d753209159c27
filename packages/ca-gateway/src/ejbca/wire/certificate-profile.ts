import type { CaProfile } from '@certbridge/ca-host';

/** A certificate profile as a response has it. */
export interface CertificateProfileResponse {
  readonly certificate_profile_id: number;
  readonly available_key_algs: readonly string[];
  readonly available_bit_lenghts: readonly number[];
  readonly available_ecdsa_curves: readonly string[];
  readonly available_cas: readonly string[];
}

/** Names of curves in EJBCA, which are those of Java's libraries. */
const curves: Readonly<Record<string, string>> = {
  'P-256': 'prime256v1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};

/** Renders a profile that one or several CAs have under one name: the keys that any of them takes, and the id of the first. */
export function certificateProfile(
  offers: readonly { readonly ca: string; readonly profile: CaProfile }[],
): CertificateProfileResponse {
  const keys = offers.map(({ profile }) => profile.keys);
  const bitLengths = unique(keys.flatMap(({ rsa }) => rsa)).sort((a, b) => a - b);
  const curveNames = unique(keys.flatMap(({ ec }) => ec).map((name) => curves[name] ?? name));
  return {
    certificate_profile_id: offers[0]?.profile.id ?? 0,
    available_key_algs: [
      ...(bitLengths.length > 0 ? ['RSA'] : []),
      ...(curveNames.length > 0 ? ['ECDSA'] : []),
    ],
    available_bit_lenghts: bitLengths,
    available_ecdsa_curves: curveNames,
    available_cas: offers.map(({ ca }) => ca),
  };
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
