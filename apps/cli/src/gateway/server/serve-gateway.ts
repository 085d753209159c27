import { createServer as createPlainServer, type Server as PlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import {
  type AccessSettings,
  errorResponse,
  type Gateway,
  type Peer,
  peerOf,
  readPeers,
  respondToUnreadable,
  trustAnchors,
  verifyClientCertificate,
} from '@certbridge/ca-gateway';
import { getRequestListener } from '@hono/node-server';
import { getLogger } from '@logtape/logtape';
import { ProgramError } from '../../configuration-error.ts';
import { type Address, listen, renderHost } from './listen.ts';
import type { TlsMaterial } from './read-tls-files.ts';
import { type TrackedSockets, trackSockets } from './track-sockets.ts';
import { watchConnections } from './watch-connections.ts';

/** A gateway that is served. */
export interface ServedGateway {
  /** Origin without a path. */
  readonly url: string;
  readonly operations: string;
  /** Replaces certificates and authorities. Where the authorities have changed, connections that were made before end. */
  readonly reload: (material: TlsMaterial) => void;
  /** Takes no new connections, and waits for the requests under way, at most so long. */
  readonly close: (graceMs: number) => Promise<void>;
}

/** Where a gateway is served. */
export interface ServeOptions {
  readonly listen: Address;
  readonly operations: Address;
  readonly tls: TlsMaterial;
  readonly access: Pick<AccessSettings, 'proxy'>;
}

/** A request without a host gets the same response as others that can't be understood, and not one from Node. */
const lenient = { requireHostHeader: false };
const logger = getLogger(['certbridge', 'gateway']);
/** All headers of a request that may bring a chain of ten certificates. */
const PROXIED_HEADER_BYTES = 65_536;
/** How late the end of an authority may be noticed. */
const ANCHORS_MS = 60_000;

/** Serves a gateway: EJBCA REST and EST over TLS, health and metrics over plain HTTP. Throws `ConfigurationError` where it can't listen. */
export async function serveGateway(
  gateway: Gateway,
  { listen: address, operations: operationsAddress, tls, access }: ServeOptions,
): Promise<ServedGateway> {
  const errors = { errorHandler: errorResponse };
  const server = createServer(
    // Who presents none, or a foreign one, is refused by the app: the status operations and tokens need none.
    {
      ...toServerOptions(tls),
      ...lenient,
      requestCert: true,
      rejectUnauthorized: false,
      // Undefined leaves it at the 16 KiB of Node.
      maxHeaderSize: access.proxy === undefined ? undefined : PROXIED_HEADER_BYTES,
    },
    getRequestListener(async (request, { incoming }) => {
      const peer = peerOf(incoming);
      const isOutdated = connections.isRetired(incoming.socket);
      return gateway.app.fetch(request, { peer: isOutdated ? await verifyAnew(peer, used.ca) : peer });
    }, errors),
  );
  const connections = watchConnections(server);
  readPeers(server);
  const operations = createPlainServer(lenient, getRequestListener(gateway.operations.fetch, errors));
  for (const each of [server, operations]) respondToUnreadable(each);
  let used = tls;
  let anchors = JSON.stringify(trustAnchors(tls.ca));
  const use = (material: TlsMaterial) => {
    // Sessions of the earlier context can't be resumed in the new one.
    server.setSecureContext(toServerOptions(material));
    const next = JSON.stringify(trustAnchors(material.ca));
    const isSame = next === anchors;
    [used, anchors] = [material, next];
    if (!isSame) connections.retire();
  };
  const sockets = trackSockets(server);
  const operationsSockets = trackSockets(operations);
  const port = await listen(server, address);
  // Authorities begin and end to count with their time.
  const clock = setInterval(() => {
    if (JSON.stringify(trustAnchors(used.ca)) !== anchors) use(used);
  }, ANCHORS_MS).unref();
  try {
    const operationsPort = await listenSomewhere(operations, operationsAddress);
    return {
      url: `https://${renderHost(address.host)}:${port}`,
      operations: `http://${renderHost(operationsAddress.host)}:${operationsPort}`,
      reload: use,
      close: async (graceMs) => {
        operationsSockets.announceEnd();
        clearInterval(clock);
        await close(server, { sockets, graceMs });
        // Last, so that whoever watches sees the end.
        await close(operations, { sockets: operationsSockets, graceMs: 0 });
      },
    };
  } catch (error) {
    clearInterval(clock);
    await close(server, { sockets, graceMs: 0 });
    throw error;
  }
}

/** Has each authority vouch for clients, also one that has not signed itself. */
function toServerOptions(tls: TlsMaterial): TlsMaterial {
  return { ...tls, ca: trustAnchors(tls.ca) };
}

/**
 * A request may have been on its way when the authorities changed by which its client was verified. A client that they did not vouch for connects
 * anew.
 */
async function verifyAnew(peer: Peer, authorities: readonly string[]): Promise<Peer> {
  const { address, certificate, authorized: wasAuthorized, rawHeaders } = peer;
  const options = { authorities, now: new Date() };
  const authorized =
    wasAuthorized && certificate !== undefined && (await verifyClientCertificate(certificate, options));
  return { address, certificate, authorized, rawHeaders };
}

/** A second process of the same configuration finds the address of the first taken: it needs another one, not an end. */
async function listenSomewhere(server: PlainServer, address: Address): Promise<number> {
  try {
    return await listen(server, address);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    const port = await listen(server, { ...address, port: 0 });
    logger.warn('Port {taken} for health and metrics is taken; they are at port {port}.', {
      taken: address.port,
      port,
    });
    return port;
  }
}

/** Ends a server: at once what no request is under way on, and the rest once it has its response, at most so long later. */
async function close(
  server: PlainServer | Server,
  { sockets, graceMs }: { readonly sockets: TrackedSockets; readonly graceMs: number },
): Promise<void> {
  sockets.announceEnd();
  const closed = new Promise((resolve) => server.close(resolve));
  sockets.endIdle();
  // Connections that clients keep for their next request would last for seconds after the one under way.
  const idle = setInterval(sockets.endIdle, 50);
  const end = setTimeout(sockets.endAll, graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(end);
}
