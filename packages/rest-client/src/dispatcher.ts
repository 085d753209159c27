import { plainText } from '@certbridge/plain-text';
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { ApiError } from './api-error.ts';
import { ProxyFailure } from './network-failure.ts';
import type { TlsSettings } from './tls-settings.ts';

/**
 * Connections beyond the requests that run at one time: for a moment after its response a connection takes no request, and
 * the next one need not wait for that. Worth 1 % of the time of many short calls.
 */
const SPARE_CONNECTIONS = 2;

/** How long a proxy may take to open a tunnel. Meanwhile no other request can use the connection. */
const TUNNEL_TIMEOUT_MS = 30_000;

/**
 * Creates the connection pool: keep-alive, for so many requests at one time to one host, through the proxies that the
 * environment names (HTTP_PROXY, HTTPS_PROXY, NO_PROXY in either case, read as undici reads them).
 *
 * undici's own time-outs are off, since each attempt has one that covers the whole of it.
 * Throws an `ApiError` 'invalid-argument' for a proxy that is not an address.
 */
export function createDispatcher(tls: TlsSettings, concurrency: number): Dispatcher {
  const connections = concurrency + SPARE_CONNECTIONS;
  const options = { connections, headersTimeout: 0, bodyTimeout: 0, connect: { ...tls } };
  const proxies = proxiesInEnvironment();
  if (proxies.http === undefined && proxies.https === undefined) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    ...(proxies.http !== undefined && { httpProxy: proxies.http }),
    ...(proxies.https !== undefined && { httpsProxy: proxies.https }),
    // Behind a proxy the pool opens the TLS connection itself and looks here only.
    requestTls: { ...tls },
    // With it undici would speak TLS to a SOCKS proxy.
    ...(socksProxiesInEnvironment().length === 0 && { proxyTls: { ...tls } }),
    clientFactory: createProxyPool,
  });
}

/**
 * Makes connections to a proxy, and tells their failures apart from those of the system behind it.
 *
 * If a proxy closes the connection instead of opening a tunnel, undici treats that as temporary and reconnects at once, without
 * end. An error of another kind ends the request.
 */
function createProxyPool(url: URL, options: object): Dispatcher {
  const proxy = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`;
  const pool = new Pool(url.origin, { ...options, headersTimeout: TUNNEL_TIMEOUT_MS });
  const connect: (settings: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData> =
    pool.connect.bind(pool);
  return Object.assign(pool, {
    connect: (settings: Dispatcher.ConnectOptions) =>
      connect(settings).catch((error: unknown) => {
        throw new ProxyFailure(proxy, error);
      }),
  });
}

/** Whether the environment names a proxy, so that a failed connection may be the proxy's. */
export function hasProxyInEnvironment(): boolean {
  const { http, https } = proxiesInEnvironment();
  return http !== undefined || https !== undefined;
}

/** The SOCKS proxies that the environment names. */
export function socksProxiesInEnvironment(): readonly URL[] {
  return Object.values(proxiesInEnvironment())
    .filter((address) => address !== undefined)
    .map((address) => new URL(address))
    .filter(({ protocol }) => protocol.startsWith('socks'));
}

/** The passwords of the proxies that the environment names, as they are written there and as they are sent. */
export function proxyPasswords(): readonly string[] {
  return Object.values(proxiesInEnvironment())
    .filter((address) => address !== undefined)
    .map((address) => new URL(address))
    .filter(({ password }) => password !== '')
    .flatMap(({ username, password }) => {
      const [user, plain] = [username, password].map(decoded);
      return [password, plain ?? '', Buffer.from(`${user}:${plain}`).toString('base64')];
    });
}

/** Takes percent-encoding away; text that only looks encoded stays. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function proxiesInEnvironment() {
  const { env } = process;
  return {
    http: proxyAddress(env.http_proxy ?? env.HTTP_PROXY, 'HTTP_PROXY'),
    https: proxyAddress(env.https_proxy ?? env.HTTPS_PROXY, 'HTTPS_PROXY'),
  };
}

const schemes = ['http:', 'https:', 'socks5:', 'socks:'];

/** Other tools take `proxy.corp:8080` for an HTTP proxy; undici would read `proxy.corp` as the scheme. */
function proxyAddress(text: string | undefined, variable: string): string | undefined {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return undefined;
  const address = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(address)) {
    throw new ApiError(
      `The environment variable ${variable} holds no proxy address. Write it as http://HOST:PORT.`,
      { code: 'invalid-argument' },
    );
  }
  const { protocol } = new URL(address);
  if (!schemes.includes(protocol)) {
    throw new ApiError(
      `The proxy in the environment variable ${variable} has the scheme ${plainText(protocol, { maxLength: 20 })}, which is not supported. Write it as http://HOST:PORT, or with https:// or socks5://.`,
      { code: 'invalid-argument' },
    );
  }
  return address;
}
