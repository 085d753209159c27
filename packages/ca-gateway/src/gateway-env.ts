import type { Caller } from './access/caller.ts';
import type { Peer } from './access/peer.ts';

/** What a listener passes to the app with each request, as hono's environment. */
export interface GatewayBindings {
  readonly peer: Peer;
}

/** The types of a request's context. */
export interface GatewayEnv {
  readonly Bindings: GatewayBindings;
  readonly Variables: {
    /** Set for all paths but those that answer whoever asks. */
    readonly caller: Caller;
    /** Of this request, in logs and in the response's `X-Request-Id`. */
    readonly requestId: string;
  };
}
