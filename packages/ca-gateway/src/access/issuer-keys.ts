import { createRemoteJWKSet, customFetch, type FetchImplementation, type JWTVerifyGetKey } from 'jose';

/** The keys of an issuer of tokens are fetched no more often, however many tokens name keys that are not among them, and whether it responds or not. */
const COOLDOWN_MS = 5000;

/** The published keys of an issuer of tokens. */
export interface IssuerKeys {
  /** Finds the key of a token; fetches the keys again where it is not among them, unless that was done just now. */
  readonly find: JWTVerifyGetKey;
  /** Fetches the keys again, unless that was done just now; returns whether it did. */
  readonly renew: () => Promise<boolean>;
  /** Whether the keys were asked for at a time, in milliseconds since 1970, or later. */
  readonly areOf: (time: number) => boolean;
}

/** Creates the keys of an issuer, which are fetched when first needed and kept. */
export function createIssuerKeys(url: URL): IssuerKeys {
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  const fetchKeys: FetchImplementation = async (input, init) => {
    const at = Date.now();
    if (at < failedAt + COOLDOWN_MS) throw new Error('The issuer did not respond a moment ago.');
    failedAt = at;
    const response = await fetch(input, init).catch((error: unknown) => {
      // jose recognizes a time-out, so that one passes unchanged.
      throw error instanceof TypeError ? new Error('The issuer does not respond.') : error;
    });
    if (response.ok) {
      failedAt = Number.NEGATIVE_INFINITY;
      fetchedAt = at;
    }
    return response;
  };
  const find = createRemoteJWKSet(url, { cooldownDuration: COOLDOWN_MS, [customFetch]: fetchKeys });
  return {
    find,
    renew: async () => {
      if (find.coolingDown) return false;
      await find.reload();
      return true;
    },
    areOf: (time) => fetchedAt >= time,
  };
}
