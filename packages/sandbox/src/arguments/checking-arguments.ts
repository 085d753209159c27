import { isAsyncFunction } from 'node:util/types';
import { checkKinds, type Taken, type TakenBy } from './check-kinds.ts';
import { checkRecords } from './check-records.ts';

/** Returns functions that check their arguments: the objects in them, then their kinds. Other properties are left as they are. */
export function checkingArguments<T extends object>(functions: T, of: string, takes: TakenBy<T>): T {
  const takenBy: Readonly<Record<string, readonly Taken[] | undefined>> = takes;
  const descriptors = Object.getOwnPropertyDescriptors(functions);
  for (const [key, descriptor] of Object.entries<PropertyDescriptor>(descriptors)) {
    const { value: call } = descriptor;
    if (typeof call !== 'function') continue;
    const check = (given: readonly unknown[]) => {
      for (const [index, each] of given.entries()) {
        checkRecords(each, `Argument ${index + 1} of ${of}.${key}`);
      }
      checkKinds(given, takenBy[key] ?? [], `${of}.${key}`);
    };
    const calling = (...given: readonly unknown[]) => {
      check(given);
      return call(...given);
    };
    // One that returns a promise rejects.
    descriptor.value = isAsyncFunction(call)
      ? async (...given: readonly unknown[]) => calling(...given)
      : calling;
  }
  return Object.create(Object.prototype, descriptors);
}
