import type { PickupFailure } from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';
import type { ScannedCa } from '../open-host.ts';

const logger = getLogger(['certbridge', 'gateway', 'scan']);

/** Faults of one request; all others are of the connection, and meet every request alike. */
const ofRequest: ReadonlySet<string> = new Set(['bad-record', 'not-found']);

/** Polls pending requests and lost orders, and logs their outcomes. */
export async function pollCa(
  { ca }: Pick<ScannedCa, 'ca'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const { name } = ca;
  const { pickup, openOrders } = await ca.pollPending({ signal });
  const { asked, changed, failures } = pickup;
  if (changed.length > 0) {
    logger.info('{ca}: {changed} of {asked} waiting requests have another status', {
      ca: name,
      changed: changed.length,
      asked,
    });
  }
  // A stop of the gateway is not a failure of a request.
  const isTold = ({ error }: PickupFailure) => !signal.aborted || error.code !== 'aborted';
  logPickupFailures(name, failures.filter(isTold));
  if (openOrders.open.length > 0) {
    logger.warn('{ca}: {count} orders may have come through, and SCM shows no trace of them yet', {
      ca: name,
      count: openOrders.open.length,
    });
  }
}

/** Logs why requests could not be read: what meets all of them in one line, with their number and the first reason. */
function logPickupFailures(ca: string, failures: readonly PickupFailure[]): void {
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
    if (others.length === 0) logger.warn("{ca}: request {request} can't be read: {problem}", told);
    else {
      logger.warn("{ca}: {count} requests can't be read, the first of them {request}: {problem}", {
        ...told,
        count: others.length + 1,
      });
    }
  }
}
