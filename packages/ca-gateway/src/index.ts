export type { AccessTarget, Caller, Role } from './access/caller.ts';
export type { Peer } from './access/peer.ts';
export type { GatewayBindings, GatewayEnv } from './gateway-env.ts';
