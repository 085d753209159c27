import type { OrderOutcome } from '../contract/hosted-ca.ts';
import type { HostContext } from './host-context.ts';
import { outcomeFromStore } from './outcome-from-store.ts';

/** Why the authority did not return the state of an order. */
interface Silence {
  /** A sentence. */
  readonly reason: string;
  /** Whether the order is still being placed, so that the authority may have it even if nothing is recorded. */
  readonly isUnderWay?: boolean | undefined;
  /** Whether it is the database that keeps it from being placed. */
  readonly isUnrecorded?: boolean | undefined;
}

/** Returns an order, found by the hash of its identity, as last seen, while the authority does not return its state. */
export async function asLastSeen(
  context: HostContext,
  hash: string,
  { reason, isUnderWay = false, isUnrecorded = false }: Silence,
): Promise<OrderOutcome> {
  const earlier = await context.store.orders.newest(hash);
  const known = earlier && outcomeFromStore(context, earlier);
  if (known === undefined) {
    const maybeOrdered = isUnderWay || earlier !== undefined;
    const isUnsent = earlier === undefined || (earlier.state === 'sent' && earlier.isUnsent === true);
    return { state: 'unavailable', reason, maybeOrdered, isUnsent: maybeOrdered && isUnsent, isUnrecorded };
  }
  // The outcome of an order that is known does not say why.
  context.outages.tell('An order was returned as it was last seen: {reason}', { reason });
  return known;
}
