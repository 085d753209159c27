import type { Peer } from './access/peer.ts';

/** What a listener hands over beside each request. */
export interface GatewayConnection {
  readonly peer: Peer;
}
