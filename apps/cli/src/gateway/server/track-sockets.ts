import type { IncomingMessage, Server as PlainServer, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

/** The connections of a server. */
export interface TrackedSockets {
  /** Ends those that no request is under way on, whether they are in a handshake, have sent nothing yet, or wait for their next request. */
  readonly endIdle: () => void;
  readonly endAll: () => void;
  /** Makes every response from now on the last one of its connection (`connection: close`). */
  readonly announceEnd: () => void;
}

/** Tracks the connections of a server from the first byte on: Node ends only those that have sent a request. */
export function trackSockets(server: PlainServer | Server): TrackedSockets {
  const open = new Map<Socket, string>();
  const underWay = new Map<ServerResponse, string>();
  let isEndAnnounced = false;
  server.on('connection', (socket: Socket) => {
    open.set(socket, nameOf(socket));
    socket.once('close', () => open.delete(socket));
  });
  // Before the one that responds.
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (isEndAnnounced) response.shouldKeepAlive = false;
    underWay.set(response, nameOf(socket));
    response.once('close', () => underWay.delete(response));
  });
  const end = (isToEnd: (name: string) => boolean) => {
    for (const [socket, name] of open) if (isToEnd(name)) socket.destroy();
  };
  return {
    endIdle: () => {
      const busy = new Set(underWay.values());
      end((name) => !busy.has(name));
    },
    endAll: () => end(() => true),
    announceEnd: () => {
      isEndAnnounced = true;
      for (const response of underWay.keys()) if (!response.headersSent) response.shouldKeepAlive = false;
    },
  };
}

/** The same for the socket of a TLS connection, and for the one below it. */
function nameOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}
