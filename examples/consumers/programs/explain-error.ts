import { ApiError } from '@certbridge/sectigo-client';

/** Says who has to act on an error of a client. Doesn't compile while a code is missing. */
export function whoActs(error: unknown): 'operator' | 'administrator' | 'nobody, it passes' | 'programmer' {
  if (!(error instanceof ApiError)) throw error;
  switch (error.code) {
    case 'unauthorized':
    case 'forbidden':
    case 'tls':
    case 'not-this-api':
      return 'administrator';
    case 'not-found':
    case 'bad-request':
    case 'conflict':
    case 'not-stored':
    case 'aborted':
      return 'operator';
    case 'rate-limited':
    case 'server-error':
    case 'unreachable':
    case 'timeout':
      return 'nobody, it passes';
    case 'invalid-response':
    case 'too-large':
    case 'invalid-argument':
      return 'programmer';
  }
}
