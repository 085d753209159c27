import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request that reached the front. */
export interface FrontRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A response of the front itself. */
export interface FrontResponse {
  readonly status: number;
  readonly document: unknown;
}

/**
 * Starts a server in front of another one, which responds by itself where it wants to and passes on all else.
 *
 * Its address has the path of the other one, or the path `at`.
 */
export async function startFront(
  target: string,
  respond: (request: FrontRequest) => FrontResponse | undefined,
  { at }: { readonly at?: string } = {},
): Promise<string> {
  const targetPath = new URL(target).pathname.replace(/\/$/, '');
  const path = at ?? targetPath;
  const server = createServer(async (incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const own = respond({ method, url, headers, body });
    if (own !== undefined) {
      response.writeHead(own.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(own.document));
      return;
    }
    const passedOn = Object.entries(headers).filter(
      ([name]) => !['host', 'connection', 'content-length'].includes(name),
    );
    const received = await fetch(new URL(url.replace(path, targetPath), target), {
      method,
      headers: Object.fromEntries(passedOn) as Record<string, string>,
      ...(body === '' ? {} : { body }),
    });
    const kept = [...received.headers].filter(
      ([name]) => !['content-encoding', 'content-length', 'transfer-encoding'].includes(name),
    );
    response
      .writeHead(received.status, Object.fromEntries(kept))
      .end(Buffer.from(await received.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}${path}`;
}
