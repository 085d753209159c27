import { constants } from 'node:crypto';
import { createServer as createPlainServer, type Server as PlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { answerUnreadable, errorResponse, type Gateway, peerOf, readPeers } from '@certbridge/ca-gateway';
import { getRequestListener } from '@hono/node-server';
import { getLogger } from '@logtape/logtape';
import { CommandError } from '../../configuration-error.ts';
import { type Address, listen, renderHost } from './listen.ts';
import type { TlsMaterial } from './read-tls-files.ts';
import { type TrackedSockets, trackSockets } from './track-sockets.ts';

/** A gateway that is served. */
export interface ServedGateway {
  /** Origin without a path. */
  readonly url: string;
  readonly operations: string;
  /** Takes another certificate into use. */
  readonly reload: (material: TlsMaterial) => void;
  /** Takes no new connections, and waits for the requests under way, at most so long. */
  readonly close: (graceMs: number) => Promise<void>;
}

/** Where a gateway is served. */
export interface ServeOptions {
  readonly listen: Address;
  readonly operations: Address;
  readonly tls: TlsMaterial;
}

/** A request without a host is answered like others that can't be understood, and not by Node. */
const lenient = { requireHostHeader: false };
const logger = getLogger(['certbridge', 'gateway']);

/** Serves a gateway: EJBCA REST and EST over TLS, health and metrics over plain HTTP. Throws `ConfigurationError` where it can't listen. */
export async function serveGateway(
  gateway: Gateway,
  { listen: address, operations: operationsAddress, tls }: ServeOptions,
): Promise<ServedGateway> {
  const errors = { errorHandler: errorResponse };
  const server = createServer(
    { ...contextOf(tls), ...lenient, requestCert: true, rejectUnauthorized: false },
    getRequestListener(
      (request, { incoming }) => gateway.app.fetch(request, { peer: peerOf(incoming) }),
      errors,
    ),
  );
  readPeers(server);
  const operations = createPlainServer(lenient, getRequestListener(gateway.operations.fetch, errors));
  for (const each of [server, operations]) answerUnreadable(each);
  const sockets = trackSockets(server);
  const operationsSockets = trackSockets(operations);
  const port = await listen(server, address);
  try {
    const operationsPort = await listenSomewhere(operations, operationsAddress);
    return {
      url: `https://${renderHost(address.host)}:${port}`,
      operations: `http://${renderHost(operationsAddress.host)}:${operationsPort}`,
      reload: (material) => server.setSecureContext(contextOf(material)),
      close: async (graceMs) => {
        await close(server, { sockets, graceMs });
        // Last, so that whoever watches sees the end.
        await close(operations, { sockets: operationsSockets, graceMs: 0 });
      },
    };
  } catch (error) {
    await close(server, { sockets, graceMs: 0 });
    throw error;
  }
}

/**
 * Who presents no certificate, or a foreign one, is refused by the app, which knows the authorities: the status operations and tokens need none.
 * A session that is resumed would lack the certificates between the client's and its authority.
 */
function contextOf(material: TlsMaterial): SecureContextOptions {
  return { ...material, ca: [], secureOptions: constants.SSL_OP_NO_TICKET };
}

/** A second process of the same configuration finds the address of the first taken: it needs another one, not an end. */
async function listenSomewhere(server: PlainServer, address: Address): Promise<number> {
  try {
    return await listen(server, address);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const port = await listen(server, { ...address, port: 0 });
    logger.warn('Port {taken} for health and metrics is taken; they are at port {port}.', {
      ...{ taken: address.port, port },
    });
    return port;
  }
}

/** Ends a server: at once what no request is under way on, and the rest once it is answered, at most so long later. */
async function close(
  server: PlainServer | Server,
  { sockets, graceMs }: { readonly sockets: TrackedSockets; readonly graceMs: number },
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  sockets.endIdle();
  // Connections that clients keep for their next request would last for seconds after the one under way.
  const idle = setInterval(sockets.endIdle, 50);
  const end = setTimeout(sockets.endAll, graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(end);
}
