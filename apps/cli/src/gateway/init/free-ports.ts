import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Finds ports of this machine that nobody listens at now, all different. */
export async function findFreePorts(count: number, host: string): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, host);
    await once(server, 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
