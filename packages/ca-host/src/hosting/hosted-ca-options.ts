import type { ConnectionInfo, SectigoPluginOptions } from '@certbridge/ca-plugin';
import type { CaDatabase } from '../contract/ca-database.ts';
import type { ProfileSettings } from './profile-settings.ts';

/** What a hosted CA is made of. */
export interface HostedCaOptions {
  readonly name: string;
  /** Settings of the connection to the authority, by name. */
  readonly connection: ConnectionInfo;
  readonly database: CaDatabase;
  /** Whether it is the only one of the database. */
  readonly isOnly?: boolean | undefined;
  /** Returns how certificates of a profile are ordered, by its name. */
  readonly settingsOf?: ((profile: string) => ProfileSettings) | undefined;
  /** Settings of the HTTP layer, such as certificate authorities to trust. */
  readonly http?: SectigoPluginOptions['http'];
  /** How long an order that is on its way may take to come back once its requester has left, in milliseconds; 10,000 by default. */
  readonly orderGraceMs?: number | undefined;
  /**
   * How long an order whose response was lost stays open if the authority does not show it and no process is sending it any more, in
   * milliseconds; 20,000 by default. The same request is a new order then.
   */
  readonly settleMs?: number | undefined;
  /** Requests that are read at one time where many wait; 4 by default. */
  readonly concurrency?: number | undefined;
  /** Least time from a refused login to the next attempt, in milliseconds; a minute by default. Each later pause is twice as long, up to 15 minutes. */
  readonly loginPauseMs?: number | undefined;
  readonly clock?: SectigoPluginOptions['clock'];
}
