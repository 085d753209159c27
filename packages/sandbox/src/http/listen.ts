import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { ServerTls } from '../tls/server-tls.ts';

/** A server on loopback. */
export interface Listener {
  /** Address without a trailing slash, e.g. `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Stops immediately; idle and busy connections are cut. */
  close(): Promise<void>;
}

// Longer than any client keeps an idle connection, so that the server never closes one just as a request arrives.
const keepAliveTimeout = 10 * 60 * 1000;

/** Serves a fetch handler on 127.0.0.1; port 0 takes any free one. */
export async function listen(
  fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>,
  { port, tls }: { port: number; tls?: ServerTls | undefined },
): Promise<Listener> {
  const timeouts = { keepAliveTimeout, headersTimeout: keepAliveTimeout + 1000, requestTimeout: 0 };
  const handler = (request: Request, env: unknown): Response | Promise<Response> =>
    fetch(request, env as HttpBindings);
  const server = (
    tls === undefined
      ? createAdaptorServer({ fetch: handler, createServer: createHttpServer, serverOptions: timeouts })
      : createAdaptorServer({
          fetch: handler,
          createServer: createHttpsServer,
          serverOptions: {
            ...timeouts,
            key: tls.key,
            cert: tls.cert,
            ca: tls.clientCa,
            requestCert: true,
            rejectUnauthorized: false,
          },
        })
  ) as Server;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
