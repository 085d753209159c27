import type { GatewayConnection } from '../gateway-connection.ts';
import { invalidArgument } from './check-values.ts';

/** Throws an `ApiError` 'invalid-argument' unless an app is given a request and what the listener knows of its connection. */
export function checkReceived(request: Request, connection: GatewayConnection): void {
  checkRequest(request);
  if (typeof connection?.peer?.address === 'string') return;
  throw invalidArgument('Argument 2 of app.fetch must be an object with a peer, as peerOf reads it.');
}

/** Throws an `ApiError` 'invalid-argument' unless an app is given a request. */
export function checkRequest(request: Request): void {
  if (typeof request?.url === 'string') return;
  throw invalidArgument('Argument 1 of app.fetch must be a Request.');
}
