import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { badInput } from '../../configuration-error.ts';
import { errorCode } from '../../files/error-code.ts';

/** An address to listen at; port 0 takes any free one. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Has a server listen, and returns its port. Throws `ConfigurationError` where it can't. */
export async function listen(server: Server, { host, port }: Address): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    throw badInput(
      `the gateway can't listen at ${renderHost(host)}:${port} (${errorCode(error)})`,
      'Name another address or port in the configuration, or another port with --port.',
    );
  }
  return (server.address() as AddressInfo).port;
}

/** Writes a host as URLs have it. */
export function renderHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
