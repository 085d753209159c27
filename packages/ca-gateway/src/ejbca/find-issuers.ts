import type { CaHost, HostedCa } from '@certbridge/ca-host';
import { canonicalName, writeDistinguishedName } from '@certbridge/certificate';
import { meaningsOfSn } from '../meanings-of-sn.ts';

/** Issuers of a CA's certificates that a caller means. */
export interface MeantIssuers {
  readonly ca: HostedCa;
  /** RFC 4514, as the certificates have them; the one of the newest certificate first. */
  readonly issuers: readonly string[];
}

/**
 * Finds the issuers that a caller means: by its name, or by the CA's name alone or as a common name, names in any spelling. The Java CLI downloads with a plus
 * for a blank, which counts if the plus itself matches no issuer. A CA meant by its name comes first.
 */
export function findIssuers(host: CaHost, issuer: string): MeantIssuers[] {
  const meant = matchIssuers(host, issuer);
  return meant.length === 0 && issuer.includes('+') ? matchIssuers(host, issuer.replaceAll('+', ' ')) : meant;
}

function matchIssuers({ cas, certificates }: CaHost, issuer: string): MeantIssuers[] {
  const isSameName = namesLike(issuer);
  const isMeant = ({ name }: HostedCa) =>
    issuer === name ||
    issuer === `CN=${name}` ||
    isSameName(writeDistinguishedName([[{ type: 'CN', value: name }]]));
  const byName = cas.filter(isMeant).map((ca) => ({ ca, issuers: certificates.issuersOf(ca.name) }));
  const byIssuer = cas
    .filter((ca) => !isMeant(ca))
    .map((ca) => ({
      ca,
      issuers: certificates.issuersOf(ca.name).filter(isSameName),
    }))
    .filter(({ issuers }) => issuers.length > 0);
  return [...byName, ...byIssuer];
}

/** Recognizes the names that a given one means, which may be long and is parsed once for each meaning. */
function namesLike(given: string): (name: string) => boolean {
  const meant = new Set(meaningsOfSn.map((sn) => canonicalName(given, { sn })));
  return (name) => meant.has(canonicalName(name));
}
