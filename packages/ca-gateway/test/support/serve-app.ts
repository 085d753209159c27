import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SecureVersion } from 'node:tls';
import type { OwnCertificate } from '@certbridge/certificate/request';
import { getRequestListener } from '@hono/node-server';
import { Agent, type Dispatcher, request } from 'undici';
import type { GatewayConnection } from '../../src/gateway-connection.ts';
import { errorResponse } from '../../src/node/error-response.ts';
import { peerOf, readPeers } from '../../src/node/peer-of.ts';
import { respondToUnreadable } from '../../src/node/respond-to-unreadable.ts';
import { trustAnchors } from '../../src/node/trust-anchors.ts';

/** An app behind TLS that asks for client certificates. */
export interface ServedApp {
  /** Origin without a path. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves an app on a free port. */
export async function serveApp(
  app: { readonly fetch: (request: Request, connection: GatewayConnection) => Response | Promise<Response> },
  {
    server: { certificate, key },
    clientAuthorities,
  }: { server: OwnCertificate; clientAuthorities: readonly string[] },
): Promise<ServedApp> {
  const server = createServer(
    {
      cert: certificate,
      key,
      ca: trustAnchors(clientAuthorities),
      requestCert: true,
      rejectUnauthorized: false,
      requireHostHeader: false,
    },
    getRequestListener((received, { incoming }) => app.fetch(received, { peer: peerOf(incoming) }), {
      errorHandler: errorResponse,
    }),
  );
  readPeers(server);
  respondToUnreadable(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Sends a request, with a client certificate if one is given, over a connection of its own. */
export async function send(
  url: string,
  {
    ca,
    client,
    maxVersion = 'TLSv1.3',
    ...options
  }: { ca: string | string[]; maxVersion?: SecureVersion; client?: OwnCertificate | undefined } & Partial<
    Pick<Dispatcher.RequestOptions, 'method' | 'body'>
  > & {
      headers?: Record<string, string | string[]>;
    },
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  const identity = client === undefined ? {} : { cert: client.certificate, key: client.key };
  const dispatcher = new Agent({ connect: { ca, maxVersion, ...identity } });
  try {
    const { statusCode, headers, body } = await request(url, { method: 'GET', ...options, dispatcher });
    return { status: statusCode, headers, body: await body.text() };
  } finally {
    await dispatcher.close();
  }
}
