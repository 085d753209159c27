import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** The connections of a server, which outlive the authorities by which their clients were verified. */
export interface ServerConnections {
  /** Whether the client of a connection was verified by authorities that may not count any more. */
  readonly isRetired: (socket: Socket) => boolean;
  /** Ends all that are open, or about to be: those that wait for a further request at once, others after the one under way. */
  readonly retire: () => void;
}

/** Watches the connections of a server that does not listen yet. */
export function watchConnections(server: Server): ServerConnections {
  /** By the address of the client, since TLS hides the connection that it is set up over; whether they are retired. */
  const shakingHands = new Map<string, boolean>();
  const open = new Set<Socket>();
  const retired = new WeakSet<Socket>();
  const underWay = new Set<ServerResponse>();
  server.on('connection', (socket: Socket) => {
    const client = clientOf(socket);
    shakingHands.set(client, false);
    socket.once('close', () => shakingHands.delete(client));
  });
  server.on('secureConnection', (socket) => {
    if (shakingHands.get(clientOf(socket)) === true) retired.add(socket);
    shakingHands.delete(clientOf(socket));
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.prependListener('request', ({ socket }, response: ServerResponse) => {
    if (retired.has(socket)) response.shouldKeepAlive = false;
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      if (retired.has(socket)) socket.end();
    });
  });
  return {
    isRetired: (socket) => retired.has(socket),
    retire: () => {
      for (const client of shakingHands.keys()) shakingHands.set(client, true);
      for (const socket of open) retired.add(socket);
      for (const response of underWay) if (!response.headersSent) response.shouldKeepAlive = false;
      server.closeIdleConnections();
    },
  };
}

function clientOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
