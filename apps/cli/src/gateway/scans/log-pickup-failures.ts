import type { PickupFailure } from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';

const logger = getLogger(['certbridge', 'gateway', 'scan']);

/** Faults of one request; all others are of the connection, and meet every request alike. */
const ofRequest: ReadonlySet<string> = new Set(['bad-record', 'not-found']);

/** Logs why requests could not be read: what meets all of them in one line, with their number and the first reason. */
export function logPickupFailures(ca: string, failures: readonly PickupFailure[]): void {
  const groups = new Map<string, PickupFailure[]>();
  for (const failure of failures) {
    const { id, error } = failure;
    const group = ofRequest.has(error.code) ? id : error.code;
    const others = groups.get(group);
    if (others === undefined) groups.set(group, [failure]);
    else others.push(failure);
  }
  for (const [first, ...others] of groups.values()) {
    if (first === undefined) continue;
    const told = { ca, request: first.id, problem: first.error.message };
    if (others.length === 0) logger.warn('{ca}: request {request} can not be read: {problem}', told);
    else {
      logger.warn('{ca}: {count} requests can not be read, the first of them {request}: {problem}', {
        ...{ ...told, count: others.length + 1 },
      });
    }
  }
}
