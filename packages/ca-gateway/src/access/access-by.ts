import { accessRefused } from '../access-refused.ts';
import { checkFunction } from '../arguments/check-values.ts';
import type { Caller } from './caller.ts';
import type { Access } from './create-access.ts';
import type { ReceivedRequest } from './received-request.ts';

/**
 * Creates the access of a gateway whose callers another server, or a test, identifies. `identify` returns the caller of a request, or
 * a promise of it; a request without a caller is refused.
 *
 * @example
 * const local = { name: 'local', can: () => true };
 * const access = accessBy(({ peer }) => (peer.address === '127.0.0.1' ? local : undefined));
 * const gateway = createGateway({ host, access });
 */
export function accessBy(
  identify: (received: ReceivedRequest) => Caller | undefined | Promise<Caller | undefined>,
): Access {
  checkFunction(identify, 'The argument of accessBy');
  return {
    async authenticate(received) {
      const caller = await identify(received);
      if (caller !== undefined) return caller;
      throw accessRefused('The server that the gateway is part of knows no caller.');
    },
    async readCredentials(received) {
      const caller = await identify(received);
      return caller === undefined ? { state: 'none' } : { state: 'known', caller };
    },
    noteFailure: () => {},
    admit: () => {},
  };
}
