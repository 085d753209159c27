import { accessRefused } from '../access-refused.ts';
import { checkFunction } from '../arguments/check-values.ts';
import type { Caller } from './caller.ts';
import type { Access } from './create-access.ts';
import type { ReceivedRequest } from './received-request.ts';

/**
 * Leaves it to another server, or to a test, to know who calls. `identify` returns the caller of a request, or a promise of it; one without a caller is refused.
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
