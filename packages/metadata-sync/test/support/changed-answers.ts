import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sandbox } from '@certbridge/sandbox';
import { onTestFinished } from 'vitest';

/** Puts a server before one of a sandbox's systems that changes the text of answers to reading calls; it ends with the test. */
export async function withChangedAnswers(
  sandbox: Sandbox,
  system: 'scm' | 'command',
  change: (text: string, path: string) => string,
): Promise<Sandbox> {
  const url = await changing(sandbox[system].url, change);
  return { ...sandbox, [system]: { ...sandbox[system], url } };
}

async function changing(target: string, change: (text: string, path: string) => string): Promise<string> {
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
    const answer = await fetch(new URL(url, target), {
      method,
      headers: rest as Record<string, string>,
      ...(body.length === 0 ? {} : { body }),
    });
    const text = await answer.text();
    const passed = Object.fromEntries(
      [...answer.headers].filter(([name]) => name === 'content-type' || name.startsWith('x-')),
    );
    const reads = method === 'GET' || url.includes('/report/');
    response.writeHead(answer.status, passed).end(reads ? change(text, url) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}${new URL(target).pathname.replace(/\/$/, '')}`;
}
