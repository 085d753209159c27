import type { Peer } from './peer.ts';

/** A request that came in, with what the listener knows of the connection that it came by. */
export interface ReceivedRequest {
  readonly request: Request;
  readonly peer: Peer;
}
