import type { Context, MiddlewareHandler } from 'hono';
import { accessRefused } from '../access-refused.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import { GatewayError } from '../gateway-error.ts';
import type { Caller } from './caller.ts';
import type { Credentials } from './credentials.ts';
import type { Peer } from './peer.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { type CredentialSources, createCredentialReader, type ReadCredentials } from './read-credentials.ts';

/** Decides who may call a gateway, and how often. */
export interface Access {
  /** Sets the `caller` of a request, or throws the {@link GatewayError} of one that may not go on. */
  readonly authenticate: MiddlewareHandler<GatewayEnv>;
  /** For protocols with answers of their own to missing or wrong credentials. */
  readonly readCredentials: ReadCredentials;
  /**
   * Counts refused credentials of any kind against the address of a request, before they are refused: {@link readCredentials} leaves that to whoever
   * refuses. Throws a {@link GatewayError} where too many came from there. Good certificates and tokens of the address go on: they can't be guessed, and
   * many clients may share it.
   */
  readonly noteFailure: (context: Context<GatewayEnv>) => void;
  /** Lets a caller go on; throws a {@link GatewayError} where it calls too often. */
  readonly admit: (context: Context<GatewayEnv>, caller: Caller) => void;
}

/** Asking again sooner would find the issuer of tokens no better. */
const RETRY_SECONDS = 10;

/** Creates the access control of a gateway. */
export function createAccess(sources: CredentialSources): Access {
  const { limits } = sources.settings;
  const calls = createRateLimiter(limits.requestsPerMinute);
  const failures = createRateLimiter(limits.failuresPerMinute);
  const readCredentials = createCredentialReader(sources, {
    // Before a password is looked at, or as many could be tried as arrive at one time.
    beforePassword: ({ env: { peer } }) =>
      refuseTooMany(failures.peek(peer.address), 'failed logins from an address'),
  });
  const admit = (context: Context<GatewayEnv>, caller: Caller) => {
    refuseTooMany(calls.take(caller.name), `requests of ${caller.name}`);
    context.set('caller', caller);
  };
  const noteFailure = ({ env: { peer } }: Context<GatewayEnv>) =>
    refuseTooMany(failures.take(peer.address), 'failed logins from an address');
  return {
    readCredentials,
    noteFailure,
    admit,
    authenticate: async (context, next) => {
      const credentials = await readCredentials(context);
      if (isFailure(credentials)) noteFailure(context);
      admit(context, callerOf(credentials, context.env.peer));
      await next();
    },
  };
}

/** Whether credentials count as a failed login of their address. */
export function isFailure(credentials: Credentials): boolean {
  return (
    credentials.state === 'refused' || (credentials.state === 'unavailable' && credentials.isSuspect === true)
  );
}

function callerOf(credentials: Credentials, { address }: Peer): Caller {
  switch (credentials.state) {
    case 'known':
      return credentials.caller;
    case 'none':
      throw accessRefused(`A request from ${address} has no credentials.`);
    case 'refused':
      throw accessRefused(`A request from ${address}: ${credentials.reason}.`);
    case 'unavailable':
      throw new GatewayError(503, 'Credentials can not be verified now. Try again later.', {
        retryAfter: RETRY_SECONDS,
        detail: `A request from ${address}: ${credentials.reason}.`,
      });
  }
}

function refuseTooMany(seconds: number, what: string): void {
  if (seconds === 0) return;
  throw new GatewayError(429, 'Too many requests. Try again later.', {
    retryAfter: seconds,
    detail: `Too many ${what}.`,
  });
}
