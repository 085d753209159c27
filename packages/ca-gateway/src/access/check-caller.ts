import { kindOf, leaveAlone } from '../arguments/kind-of.ts';
import type { Caller } from './caller.ts';

/**
 * Returns a caller that may do only what its `can` returns true for. Anything but a boolean is a fault of whoever implements it, such as a promise, which
 * would count as a yes: it throws, so that the request ends and the log says why. So does anything that isn't a caller.
 */
export function checkCaller(caller: Caller): Caller {
  if (typeof caller?.name !== 'string' || typeof caller.can !== 'function') {
    throw new TypeError(
      `The caller of a request must be an object with a name and the function can; it is ${kindOf(caller)}.`,
    );
  }
  return {
    name: caller.name,
    nameFor: (role, target) => {
      const name: unknown = caller.nameFor?.(role, target);
      return typeof name === 'string' ? name : caller.name;
    },
    can: (role, target) => {
      const granted: unknown = caller.can(role, target);
      if (typeof granted === 'boolean') return granted;
      leaveAlone(granted);
      throw new TypeError(
        `The function can of a caller must return true or false, and not be async; it returned ${kindOf(granted)}.`,
      );
    },
  };
}
