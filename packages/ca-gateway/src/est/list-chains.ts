import type { CaHost, HostCallOptions, HostedCa } from '@certbridge/ca-host';
import { knownChain } from '../known-chain.ts';
import type { Patience } from '../patience.ts';
import type { FoundProfile } from './find-est-profile.ts';

/**
 * Returns the certificates of the authorities behind profiles, or behind all CAs, in DER and each once: those that are known or can
 * be read. Why one can't be read is logged.
 */
export async function listChains(
  host: CaHost,
  { found, patience }: { readonly found: readonly FoundProfile[] | undefined; readonly patience: Patience },
): Promise<Uint8Array[]> {
  const options = patience.options();
  const chains =
    found === undefined
      ? host.cas.map((ca) => chainsOf(ca, { issuers: host.certificates.issuersOf(ca.name), options }))
      : found.map(async (profile) =>
          chainsOf(profile.ca, { issuers: await issuersOf(host, profile), options }),
        );
  const certificates = (await Promise.all(chains)).flat();
  return [...new Map(certificates.map((der) => [Buffer.from(der).toString('base64'), der])).values()];
}

async function chainsOf(
  ca: HostedCa,
  { issuers, options }: { readonly issuers: readonly string[]; readonly options: HostCallOptions },
): Promise<Uint8Array[]> {
  const chains = await Promise.all(issuers.map((issuer) => knownChain(ca, { issuer, options })));
  return chains.flat();
}

/** The issuer of the newest certificate of a profile; while it has none, those of its CA. */
async function issuersOf(
  { certificates }: CaHost,
  { ca, profile }: FoundProfile,
): Promise<readonly string[]> {
  const { certificates: newest } = await certificates.search(
    { cas: [ca.name], productNames: [profile.name] },
    { sort: { by: 'issued', descending: true }, start: { offset: 0 }, limit: 1 },
  );
  return newest.length > 0 ? newest.map(({ issuer }) => issuer) : certificates.issuersOf(ca.name);
}
