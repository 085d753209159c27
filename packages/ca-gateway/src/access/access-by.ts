import type { Context } from 'hono';
import { accessRefused } from '../access-refused.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import type { Caller } from './caller.ts';
import type { Access } from './create-access.ts';

/**
 * Leaves it to another server, or to a test, to know who calls. `identify` returns the caller of a request; one without a caller is refused.
 */
export function accessBy(identify: (context: Context<GatewayEnv>) => Caller | undefined): Access {
  return {
    authenticate: async (context, next) => {
      const caller = identify(context);
      if (caller === undefined)
        throw accessRefused('The server that the gateway is part of knows no caller.');
      context.set('caller', caller);
      await next();
    },
    readCredentials: async (context) => {
      const caller = identify(context);
      return caller === undefined ? { state: 'none' } : { state: 'known', caller };
    },
    noteFailure: () => {},
    admit: (context, caller) => context.set('caller', caller),
  };
}
