import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { KeyfactorClient } from '../src/index.ts';
import { createClient } from './start.ts';

type Route = (request: Request) => Response | Promise<Response>;

/**
 * A client, for one test, of a server with one response for all, or with answers by `METHOD /Path` below the API's own path;
 * anything else is answered with 501.
 */
export async function answering(routes: Route | Readonly<Record<string, Route>>): Promise<KeyfactorClient> {
  const prefix = '/KeyfactorAPI';
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url = '' } = incoming;
    const body = await text(incoming);
    const request = new Request(new URL(url, 'http://localhost'), { method, ...(body !== '' && { body }) });
    const place = `${method} ${new URL(request.url).pathname.slice(prefix.length)}`;
    const route = typeof routes === 'function' ? routes : routes[place];
    const response = (await route?.(request)) ?? new Response(null, { status: 501 });
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return createClient({
    baseUrl: `http://127.0.0.1:${port}${prefix}`,
    auth: { type: 'basic', username: 'CORP\\svc', password: 'b' },
    http: { retries: 0 },
  });
}

/** A page in HTML. */
export function htmlPage(html: string, status = 200): Response {
  return new Response(html, { status, headers: { 'content-type': 'text/html' } });
}
