import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import type { AccessSettings } from './access-settings.ts';
import type { TokenIdentity } from './identity.ts';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts';

/** What a token turned out to be. Reasons are for the log, and hold nothing of the token. */
export type TokenVerdict =
  | { readonly identity: TokenIdentity }
  | { readonly refused: string }
  /** The keys of its issuer can't be fetched now, so the token can't be verified. `isSuspect` where it is of none of those that are known. */
  | { readonly unavailable: string; readonly isSuspect?: boolean };

/** Verifies a bearer token. */
export type VerifyToken = (token: string) => Promise<TokenVerdict>;

/** Algorithms that need the issuer's private key. No `none`, and no algorithm whose verifiers could sign. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const clockTolerance = '30s';

type Issuer = AccessSettings['tokens'][number];

/** Creates the verification of tokens of these issuers. Their keys are fetched when first needed, kept, and fetched again for an unknown one. */
export function createTokenVerifier(issuers: readonly Issuer[]): VerifyToken {
  const known = new Map(
    issuers.map((issuer) => [issuer.issuer, { issuer, keys: createIssuerKeys(new URL(issuer.jwksUrl)) }]),
  );
  return async (token) => {
    const issuer = known.get(issuerOf(token) ?? '');
    return issuer === undefined
      ? { refused: 'its token is of no issuer that is trusted' }
      : verify(token, issuer);
  };
}

/** The issuer that a token claims before anything is verified: only good for choosing keys. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

async function verify(
  token: string,
  { issuer: { issuer, audience }, keys }: { readonly issuer: Issuer; readonly keys: IssuerKeys },
): Promise<TokenVerdict> {
  const cameAt = Date.now();
  const options = {
    issuer,
    audience: typeof audience === 'string' ? audience : [...audience],
    algorithms,
    clockTolerance,
    requiredClaims: ['exp'],
  };
  try {
    const claims = await withRenewal(keys, () => verifyByAnyKey(token, keys.find, options), {
      isDue: (error) => isOfNoKnownKey(error, token),
    });
    return { identity: { kind: 'token', issuer, claims, label: labelOf(claims, issuer) } };
  } catch (error) {
    if (isOfNoKnownKey(error, token) && !keys.areOf(cameAt)) {
      const unavailable =
        "its token is signed with a key that its issuer doesn't list, and the list was fetched a moment before";
      return { unavailable, isSuspect: true };
    }
    return describeFailure(error);
  }
}

/** Repeats what failed, once, with keys that were fetched again, if those it failed with may be outdated. */
async function withRenewal<Result>(
  keys: IssuerKeys,
  work: () => Promise<Result>,
  { isDue }: { readonly isDue: (error: unknown) => boolean },
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isDue(error) || !(await keys.renew())) throw error;
    return work();
  }
}

/** Tries each key that fits: a token without a key's name may be of any of them. */
async function verifyByAnyKey(
  token: string,
  find: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, find, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (failure) {
        // Types tell of keys that can't be used, such as those that are too short.
        const isOfAnother =
          failure instanceof errors.JWSSignatureVerificationFailed || failure instanceof TypeError;
        if (!isOfAnother) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Whether a token may be of a key that the issuer has published meanwhile. A signature that is wrong by the very key that the token names is not. */
function isOfNoKnownKey(error: unknown, token: string): boolean {
  if (error instanceof errors.JWKSNoMatchingKey) return true;
  return (
    error instanceof errors.JWSSignatureVerificationFailed && decodeProtectedHeader(token).kid === undefined
  );
}

function labelOf({ sub }: JWTPayload, issuer: string): string {
  // Nothing has checked its type.
  return typeof sub === 'string' ? `${sub} of ${issuer}` : `token of ${issuer}`;
}

/** Returns what an error of the library is about, without its message, which may hold values. */
function describeFailure(error: unknown): TokenVerdict {
  if (error instanceof errors.JWTExpired) return { refused: 'its token has expired' };
  if (error instanceof errors.JWTClaimValidationFailed) {
    return { refused: `the claim ${error.claim} of its token is missing or has a wrong value` };
  }
  const isAboutToken =
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey;
  if (isAboutToken) return { refused: `its token is not valid (${error.code})` };
  // What fails in fetching is an Error of ours.
  if (error instanceof TypeError) {
    return {
      refused:
        "its token is signed with a key that its issuer has published and that can't be used, such as one of RSA with less than 2048 bits",
    };
  }
  const code = error instanceof errors.JOSEError ? error.code : 'no response';
  return { unavailable: `the keys of the token's issuer can't be fetched (${code})` };
}
