import type { ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** The connections of a server, which outlive the authorities by which their clients were verified. */
export interface Connections {
  /** Whether a connection is to take no further request. */
  readonly isRetired: (socket: Socket) => boolean;
  /** Ends all that are open: at once where no request is under way, else after it. Clients connect anew. */
  readonly retire: () => void;
}

/** Watches the connections of a server that does not listen yet. */
export function watchConnections(server: Server): Connections {
  /** By the address of the client: TLS hides the connection that it was set up over. */
  const shakingHands = new Map<string, Socket>();
  const open = new Set<Socket>();
  const retired = new WeakSet<Socket>();
  const underWay = new Set<ServerResponse>();
  server.on('connection', (socket: Socket) => {
    const key = clientOf(socket);
    shakingHands.set(key, socket);
    socket.once('close', () => shakingHands.delete(key));
  });
  server.on('secureConnection', (socket) => {
    shakingHands.delete(clientOf(socket));
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ socket }, response: ServerResponse) => {
    underWay.add(response);
    response.once('close', () => {
      underWay.delete(response);
      if (retired.has(socket)) socket.end();
    });
  });
  return {
    isRetired: (socket) => retired.has(socket),
    retire: () => {
      for (const socket of shakingHands.values()) socket.destroy();
      for (const socket of open) retired.add(socket);
      for (const response of underWay) if (!response.headersSent) response.shouldKeepAlive = false;
      server.closeIdleConnections();
    },
  };
}

function clientOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
