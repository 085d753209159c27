import type { EnrollmentResult } from '../contract/enrollment.ts';
import type { PluginContext } from '../plugin-context.ts';
import { OrdersInFlight } from './orders-in-flight.ts';

/** An order whose answer was lost, so that nobody knows whether SCM has it. */
export interface LostOrder {
  readonly sentAt: Date;
  /** The record that a reissue would have changed; undefined for an order that makes a record of its own. */
  readonly sslId: number | undefined;
  /** Canonical serial number of the certificate that a reissue would have taken the place of. */
  readonly priorSerialNumber: string | undefined;
}

/** What is remembered of orders, as long as the process runs. */
export interface OrderLedger {
  readonly inFlight: OrdersInFlight<EnrollmentResult>;
  /** By request and product. */
  readonly lost: Map<string, LostOrder>;
  /** Ids that belong to an order; none of them can be the one that another order's lost answer would have told. */
  readonly claimed: Set<number>;
}

const mostClaimed = 10_000;
/** By what lives as long as the plugin: its connection may be exchanged between an order and the next try. */
const ledgers = new WeakMap<PluginContext['reader'], OrderLedger>();

/** Finds the ledger of a plugin. */
export function ledgerOf({ reader }: Pick<PluginContext, 'reader'>): OrderLedger {
  const known = ledgers.get(reader);
  if (known !== undefined) return known;
  const ledger = {
    inFlight: new OrdersInFlight<EnrollmentResult>(),
    lost: new Map(),
    claimed: new Set<number>(),
  };
  ledgers.set(reader, ledger);
  return ledger;
}

/** Remembers to which order an id belongs; the oldest ones are forgotten, which the host knows by then. */
export function claim({ claimed }: OrderLedger, sslId: number): void {
  claimed.add(sslId);
  const [oldest] = claimed;
  if (claimed.size > mostClaimed && oldest !== undefined) claimed.delete(oldest);
}
