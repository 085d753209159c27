import type { CaHost, HostedCa } from '@certbridge/ca-host';
import type { FoundProfile } from './find-profile.ts';

/** Returns the certificates of the authorities behind a profile, or behind all CAs, in DER and each once. */
export async function listChains(host: CaHost, found: FoundProfile | undefined): Promise<Uint8Array[]> {
  const chains =
    found === undefined
      ? host.cas.map((ca) => chainsOf(ca, host.certificates.issuersOf(ca.name)))
      : [chainsOf(found.ca, await issuersOf(host, found))];
  const certificates = (await Promise.all(chains)).flat();
  return [...new Map(certificates.map((der) => [Buffer.from(der).toString('base64'), der])).values()];
}

async function chainsOf(ca: HostedCa, issuers: readonly string[]): Promise<Uint8Array[]> {
  const chains = await Promise.all(issuers.map((issuer) => ca.chainOf(issuer)));
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
