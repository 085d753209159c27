import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Peer } from '../access/peer.ts';
import { checkFunctions, invalidArgument } from '../arguments/check-values.ts';

const connections = new WeakMap<Socket, Connection>();

/**
 * Returns what a server of Node knows of a request and of the connection that it came by. The server has to ask for client certificates
 * without demanding them (`requestCert: true, rejectUnauthorized: false`), and {@link readPeers} has to read them.
 */
export function peerOf(
  incoming: Pick<IncomingMessage, 'socket'> & Partial<Pick<IncomingMessage, 'rawHeaders'>>,
): Peer {
  const socket = incoming?.socket;
  if (typeof socket !== 'object' || socket === null)
    throw invalidArgument('The argument of peerOf must be a request of Node.');
  const connection = connectionOf(socket);
  const { address, authorized } = connection;
  return {
    address,
    authorized,
    rawHeaders: incoming.rawHeaders,
    get certificate() {
      return connection.certificate;
    },
  };
}

/**
 * Has a server of Node read the client certificate at the end of each handshake. Later, Node would take a signature in the client's
 * chain that OpenSSL found wrong for a failure of the connection, and end it before a response could say why.
 */
export function readPeers(server: Server): void {
  checkFunctions(server, 'The argument of readPeers', ['on']);
  server.on('secureConnection', (socket) => void connectionOf(socket).certificate);
}

function connectionOf(socket: Socket): Connection {
  const connection = connections.get(socket) ?? new Connection(socket);
  connections.set(socket, connection);
  return connection;
}

/** Reads address and certificate once for all requests of a connection. */
class Connection {
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
