import { accessRefused } from '../access-refused.ts';
import { checkCredentialSources } from '../arguments/check-credential-sources.ts';
import { GatewayError } from '../gateway-error.ts';
import type { Caller } from './caller.ts';
import type { Credentials } from './credentials.ts';
import type { Peer } from './peer.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { type CredentialSources, createCredentialReader, type ReadCredentials } from './read-credentials.ts';
import type { ReceivedRequest } from './received-request.ts';

/** Decides who may call a gateway, and how often. */
export interface Access {
  /** Returns the caller of a request, or throws the {@link GatewayError} of one that may not go on. */
  readonly authenticate: (received: ReceivedRequest) => Promise<Caller>;
  /** For protocols with their own responses to missing or wrong credentials. */
  readonly readCredentials: ReadCredentials;
  /**
   * Counts refused credentials of any kind against the address that they came from, before they are refused: {@link readCredentials} leaves that to whoever
   * refuses. Throws a {@link GatewayError} where too many came from there. Good certificates and tokens of the address go on: they can't be guessed, and
   * many clients may share it.
   */
  readonly noteFailure: (peer: Peer) => void | Promise<void>;
  /** Lets a caller go on; throws a {@link GatewayError} where it calls too often. */
  readonly admit: (caller: Caller) => void | Promise<void>;
}

/** Asking again sooner would find the issuer of tokens no better. */
const RETRY_SECONDS = 10;

/** Creates the access control of a gateway. Throws an `ApiError` 'invalid-argument' for settings that can't be used. */
export function createAccess(sources: CredentialSources): Access {
  const settings = checkCredentialSources(sources);
  const { limits } = settings;
  const calls = createRateLimiter(limits.requestsPerMinute);
  const failures = createRateLimiter(limits.failuresPerMinute);
  const readCredentials = createCredentialReader({
    ...sources,
    settings,
    // Before a password is looked at, or as many could be tried as arrive at one time.
    beforePassword: ({ address }) => refuseTooMany(failures.peek(address), 'failed logins from an address'),
  });
  const admit = ({ name }: Caller) => refuseTooMany(calls.take(name), `requests of ${name}`);
  const noteFailure = ({ address }: Peer) =>
    refuseTooMany(failures.take(address), 'failed logins from an address');
  return {
    readCredentials,
    noteFailure,
    admit,
    async authenticate(received) {
      const credentials = await readCredentials(received);
      if (isFailure(credentials)) noteFailure(received.peer);
      const caller = callerOf(credentials, received.peer);
      admit(caller);
      return caller;
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
      throw new GatewayError(503, "Credentials can't be verified now. Try again later.", {
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
