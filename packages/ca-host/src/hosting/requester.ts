import type { OrderOutcome } from '../contract/hosted-ca.ts';

/** Who waits for an order. */
export interface Requester {
  /** What it got before the order ended; absent until then. */
  told?: OrderOutcome;
}
