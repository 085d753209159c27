import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Peer } from '../access/peer.ts';

const peers = new WeakMap<Socket, Peer>();

/**
 * Tells what a server of Node knows of the connection that a request came by. The server has to ask for client certificates
 * without demanding them: `requestCert: true, rejectUnauthorized: false`.
 */
export function peerOf({ socket }: Pick<IncomingMessage, 'socket'>): Peer {
  const peer = peers.get(socket) ?? new SocketPeer(socket);
  peers.set(socket, peer);
  return peer;
}

/** Reads the certificate once for all requests of a connection, and only when somebody asks for it. */
class SocketPeer implements Peer {
  readonly address: string;
  readonly #socket: Socket;
  #certificate: X509Certificate | null | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.address = socket.remoteAddress ?? '';
  }

  get certificate(): X509Certificate | undefined {
    if (this.#certificate === undefined) {
      this.#certificate =
        (this.#socket instanceof TLSSocket ? this.#socket.getPeerX509Certificate() : null) ?? null;
    }
    return this.#certificate ?? undefined;
  }

  get authorized(): boolean {
    return this.#socket instanceof TLSSocket && this.#socket.authorized;
  }
}
