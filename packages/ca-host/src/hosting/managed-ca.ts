import type { HostCallOptions, HostedCa } from '../contract/hosted-ca.ts';
import type { OpenOrders } from '../orders/look-up-open-orders.ts';
import type { Pickup } from '../requests/pick-up-pending.ts';
import type { Synchronization } from '../synchronization/synchronize.ts';
import type { ProfileCheck } from './check-profiles.ts';

/** The result of a poll for pending requests. */
export interface Poll {
  readonly pickup: Pickup;
  readonly openOrders: OpenOrders;
}

/** A hosted CA with what its host does for it by a schedule. */
export interface ManagedCa extends HostedCa {
  /** Updates the store from the authority, one update at a time. The result says what went wrong. */
  scan(options: HostCallOptions & { readonly full: boolean }): Promise<Synchronization>;
  /** Reads every request that waits at the authority, and looks for orders whose response was lost; one at a time. */
  pollPending(options?: HostCallOptions): Promise<Poll>;
  /** Whether a scan that began at a time or later is complete, whichever process did it; with `full` one of everything. */
  isScanned(which: { readonly full: boolean; readonly since: Date }): boolean;
  /** Whether a poll that began at a time or later has finished, in whichever process. */
  isPolled(which: { readonly since: Date }): boolean;
  /** Compares the settings of its profiles with what the authority has. Throws a CaPluginError where it can't be asked. */
  checkProfiles(options?: HostCallOptions): Promise<readonly ProfileCheck[]>;
  /** Ends what is under way; an order that is on its way is still recorded. May be called again. */
  close(): Promise<void>;
}
