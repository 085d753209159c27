import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A request as a careless server has it at hand when it words its error. */
export interface SeenRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a careless server responds with. */
export interface CarelessResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Carelessness = (request: SeenRequest) => CarelessResponse | undefined;

/** A server before another one: it passes everything on, except what `careless` responds to itself. */
export interface EchoProxy {
  readonly url: string;
  /** Texts of all responses passed on so far, such as those with tokens. */
  readonly passed: readonly string[];
  careless: Carelessness;
}

/** Starts a proxy before the server at `target`; it ends with the test. */
export async function startEchoProxy(target: string): Promise<EchoProxy> {
  const passed: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const body = await text(incoming);
    const own = proxy.careless({ method, path: url.replace(/\?.*/, ''), headers, body });
    if (own !== undefined) {
      outgoing.writeHead(own.status, { 'content-type': 'application/json', ...own.headers });
      outgoing.end(own.body);
      return;
    }
    const { host, connection, 'content-length': length, ...kept } = headers;
    const response = await fetch(target + url, {
      method,
      headers: kept as Record<string, string>,
      redirect: 'manual',
      ...(body !== '' && { body }),
    });
    const receivedBody = Buffer.from(await response.arrayBuffer());
    passed.push(receivedBody.toString('utf8'));
    const receivedHeaders = [...response.headers].filter(
      ([name]) => !['content-length', 'content-encoding', 'transfer-encoding', 'connection'].includes(name),
    );
    outgoing.writeHead(response.status, Object.fromEntries(receivedHeaders));
    outgoing.end(receivedBody);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const proxy: EchoProxy = { url: `http://127.0.0.1:${port}`, passed, careless: () => undefined };
  return proxy;
}
