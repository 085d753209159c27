import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { AccessSettings } from './access-settings.ts';
import type { TokenIdentity } from './identity.ts';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts';

/** What a token turned out to be. Reasons are for the log, and hold nothing of the token. */
export type TokenVerdict =
  | { readonly identity: TokenIdentity }
  | { readonly refused: string }
  /** The keys of its issuer can't be fetched now: nobody can say what it is. `isSuspect` where it names none of those that are known. */
  | { readonly unavailable: string; readonly isSuspect?: boolean };

/** Verifies a bearer token. */
export type VerifyToken = (token: string) => Promise<TokenVerdict>;

/** Signatures that need the issuer's private key: neither `none` nor those that whoever verifies could make. */
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

/** Creates the verification of tokens of these issuers. Their keys are fetched when first needed, kept, and fetched anew for an unknown one. */
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

/** What a token says before anything is verified: good for choosing keys alone. */
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
  try {
    const { payload } = await jwtVerify(token, keys.find, {
      ...{
        issuer,
        audience: typeof audience === 'string' ? audience : [...audience],
        algorithms,
        clockTolerance,
      },
      requiredClaims: ['exp'],
    });
    return { identity: { kind: 'token', issuer, claims: payload, label: labelOf(payload, issuer) } };
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey && !keys.areOf(cameAt)) {
      const unavailable =
        "its token names a key that is none of its issuer's, which were fetched a moment before";
      return { unavailable, isSuspect: true };
    }
    return describeFailure(error);
  }
}

function labelOf({ sub }: JWTPayload, issuer: string): string {
  // Of a type that nobody has checked.
  return typeof sub === 'string' ? `${sub} of ${issuer}` : `token of ${issuer}`;
}

/** Of the library's errors only what they are about is told: their messages could come to hold values. */
function describeFailure(error: unknown): TokenVerdict {
  if (error instanceof errors.JWTExpired) return { refused: 'its token has expired' };
  if (error instanceof errors.JWTClaimValidationFailed) {
    return { refused: `the claim ${error.claim} of its token is not as it has to be` };
  }
  const isAboutToken =
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys;
  if (isAboutToken) return { refused: `its token is not valid (${error.code})` };
  const code = error instanceof errors.JOSEError ? error.code : 'no response';
  return { unavailable: `the keys of the token's issuer can't be fetched (${code})` };
}
