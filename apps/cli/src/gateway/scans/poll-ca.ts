import { getLogger } from '@logtape/logtape';
import type { ScannedCa } from '../open-host.ts';
import { logPickupFailures } from './log-pickup-failures.ts';

const logger = getLogger(['certbridge', 'gateway', 'scan']);

/** Looks after what waits at the authority and after lost orders, and logs what became of them. */
export async function pollCa(
  { ca }: Pick<ScannedCa, 'ca'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const { name } = ca;
  const { pickup, openOrders } = await ca.pollPending({ signal });
  const { asked, changed, failures } = pickup;
  if (changed.length > 0) {
    logger.info('{ca}: {changed} of {asked} waiting requests have another status', {
      ...{ ca: name, changed: changed.length, asked },
    });
  }
  logPickupFailures(name, failures);
  if (openOrders.open.length > 0) {
    logger.warn('{ca}: {count} orders may have come through, and SCM shows no trace of them yet', {
      ...{ ca: name, count: openOrders.open.length },
    });
  }
}
