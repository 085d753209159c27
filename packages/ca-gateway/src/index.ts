export type { AccessTarget, Caller, Role } from './access/caller.ts';
export type { Peer } from './access/peer.ts';
export { createGateway, type Gateway, type GatewayOptions } from './create-gateway.ts';
export type { GatewayBindings, GatewayEnv } from './gateway-env.ts';
export { GatewayError, type GatewayErrorOptions } from './gateway-error.ts';
