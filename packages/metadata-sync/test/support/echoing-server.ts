import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Starts a server in front of a system that passes on what is read, and repeats in a refusal whatever is written. */
export async function echoingServer(
  target: string,
  refuse: (body: string) => unknown,
): Promise<{ readonly url: string; readonly repeated: string[] }> {
  const repeated: string[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const isWrite = method === 'PUT' || /import/i.test(url);
    if (isWrite) {
      repeated.push(body);
      response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(refuse(body)));
      return;
    }
    const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
    const received = await fetch(new URL(url, target), {
      method,
      headers: rest as Record<string, string>,
      ...(body === '' ? {} : { body }),
    });
    const {
      'content-encoding': ____,
      'content-length': _____,
      'transfer-encoding': ______,
      ...passed
    } = Object.fromEntries(received.headers);
    response.writeHead(received.status, passed).end(Buffer.from(await received.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { pathname } = new URL(target);
  return { url: `http://127.0.0.1:${port}${pathname.replace(/\/$/, '')}`, repeated };
}
