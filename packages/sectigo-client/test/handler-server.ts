import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getResponse, type RequestHandler } from 'msw';

/** Serves msw's handlers on loopback, so that it doesn't matter what a client sends its requests with. */
export async function startHandlerServer() {
  let handlers: RequestHandler[] = [];
  const server = createServer(async (incoming, response) => {
    const answer = await getResponse(handlers, await requestOf(incoming));
    response.writeHead(answer?.status ?? 501, Object.fromEntries(answer?.headers ?? []));
    response.end(await answer?.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    use: (...added: readonly RequestHandler[]) => {
      handlers = [...added];
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const { url, method = 'GET', headers } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
  return new Request(`http://${headers.host}${url}`, { method, ...body });
}
