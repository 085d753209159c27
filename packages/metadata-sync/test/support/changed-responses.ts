import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '@certbridge/sandbox';
import { onTestFinished } from 'vitest';

/** Puts a server before one of a sandbox's systems that changes the text of responses to reading calls; it ends with the test. */
export async function withChangedResponses(
  sandbox: Sandbox,
  system: 'scm' | 'command',
  change: (text: string, path: string) => string,
): Promise<Sandbox> {
  const url = await changing(sandbox[system].url, change);
  return { ...sandbox, [system]: { ...sandbox[system], url } };
}

async function changing(target: string, change: (text: string, path: string) => string): Promise<string> {
  const server = createServer(async (request, outgoing) => {
    const { method = '', url = '', headers } = request;
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
    const response = await fetch(new URL(url, target), {
      method,
      headers: rest as Record<string, string>,
      ...(body.length === 0 ? {} : { body }),
    });
    const text = await response.text();
    const passed = Object.fromEntries(
      [...response.headers].filter(([name]) => name === 'content-type' || name.startsWith('x-')),
    );
    const reads = method === 'GET' || url.includes('/report/');
    outgoing.writeHead(response.status, passed).end(reads ? change(text, url) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}${new URL(target).pathname.replace(/\/$/, '')}`;
}
