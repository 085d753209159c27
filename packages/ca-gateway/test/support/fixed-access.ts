import type { Caller } from '../../src/access/caller.ts';
import type { Access } from '../../src/access/create-access.ts';

/** Takes every request for one of the caller that is told, whatever its credentials. */
export function fixedAccess(caller: () => Caller): Access {
  return {
    authenticate: async (context, next) => {
      context.set('caller', caller());
      await next();
    },
    readCredentials: async () => ({ state: 'none' }),
    noteFailure: () => {},
    admit: () => {},
  };
}
