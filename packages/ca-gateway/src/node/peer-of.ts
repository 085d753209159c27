import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Peer } from '../access/peer.ts';

const peers = new WeakMap<Socket, Peer>();

/**
 * Tells what a server of Node knows of the connection that a request came by. The server has to ask for client certificates
 * without demanding them, and {@link readPeers} has to read them.
 */
export function peerOf({ socket }: Pick<IncomingMessage, 'socket'>): Peer {
  const peer = peers.get(socket) ?? {
    address: socket.remoteAddress ?? '',
    certificate: certificateOf(socket),
  };
  peers.set(socket, peer);
  return peer;
}

/**
 * Has a server of Node read the client certificate at the end of each handshake. Later, Node would take a signature in the client's
 * chain that OpenSSL found wrong for a failure of the connection, and end it before anybody could be told why.
 */
export function readPeers(server: Server): void {
  server.on('secureConnection', (socket) => peerOf({ socket }));
}

/** Node gives the certificates that came with it once. */
function certificateOf(socket: Socket): X509Certificate | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
}
