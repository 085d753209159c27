import type { Caller } from './access/caller.ts';
import type { GatewayConnection } from './gateway-connection.ts';

/** The types of a request's context. */
export interface GatewayEnv {
  readonly Bindings: GatewayConnection;
  readonly Variables: {
    /** Set for all paths but those that respond to everybody. */
    readonly caller: Caller;
    /** Of this request, in logs and in the response's `X-Request-Id`. */
    readonly requestId: string;
  };
}
