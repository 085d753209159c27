import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to outgoing connections, which would take one while the gateway is stopped. */
const range = { first: 20_000, last: 32_000 };
const ATTEMPTS = 100;

/** Finds free ports of this machine, all different. Throws an Error if there are none. */
export async function findFreePorts(count: number, host: string): Promise<number[]> {
  const found = new Set<number>();
  for (let attempt = 0; found.size < count; attempt += 1) {
    if (attempt === ATTEMPTS) throw new Error('no free port was found');
    const port = randomInt(range.first, range.last);
    if (await isFree(port, host)) found.add(port);
  }
  return [...found];
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}
