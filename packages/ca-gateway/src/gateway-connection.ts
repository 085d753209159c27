import type { Peer } from './access/peer.ts';

/** What a listener passes along with each request. */
export interface GatewayConnection {
  readonly peer: Peer;
}
