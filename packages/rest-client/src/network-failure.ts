/** Tells that a connection failed on its way to the proxy, or at it. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  /** Host and port of the proxy, without its login. */
  readonly proxy: string;

  constructor(proxy: string, cause: unknown) {
    super('The connection to the proxy failed.', { cause });
    this.proxy = proxy;
  }
}

/** What is known of a connection that failed. */
export interface NetworkFailure {
  readonly code: 'tls' | 'unreachable' | 'invalid-argument';
  /** One sentence and its remedy. */
  readonly message: string;
  readonly retryable: boolean;
}

const trustIt =
  "Add that CA's certificate to those that the client trusts (caCertificateFile in the configuration of certbridge)";

const certificateProblems: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "has expired. Have it renewed, or check this machine's clock",
  CERT_NOT_YET_VALID: "is not valid yet. Check this machine's clock",
  CERT_REVOKED: 'has been revoked. Have it replaced',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'is self-signed. If it is the right one, add it to the CA certificates that the client trusts (caCertificateFile in the configuration of certbridge)',
  SELF_SIGNED_CERT_IN_CHAIN: `comes from a CA that this machine doesn't trust (or from a proxy that opens TLS). ${trustIt}`,
  UNABLE_TO_GET_ISSUER_CERT: `comes from an unknown CA. ${trustIt}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `comes from an unknown CA. ${trustIt}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `comes from an unknown CA, or the server leaves out an intermediate certificate. ${trustIt}`,
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name. Check the host in the address',
};

const connectionProblems: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection. Check host and port, and that the service runs',
  ENOTFOUND: "can't be found: its name is unknown. Check the host in the address, and DNS",
  EAI_AGAIN: "can't be found: DNS gives no response. Check the network, and DNS",
  ETIMEDOUT: "doesn't respond. Check host and port, firewall and proxy",
  UND_ERR_HEADERS_TIMEOUT: "doesn't respond. Check host and port, firewall and proxy",
  UND_ERR_CONNECT_TIMEOUT: "doesn't respond. Check host and port, firewall and proxy",
  EHOSTUNREACH: "can't be reached from this network. Check the network and the firewall",
  ENETUNREACH: "can't be reached from this network. Check the network and the firewall",
};

interface Target {
  readonly host: string;
  /** A proxy may be in between. */
  readonly viaProxy: boolean;
  readonly clientCertificate: boolean;
  /** SOCKS proxies that may be in between: undici does not mark their failures as such. */
  readonly socksProxies?: readonly URL[] | undefined;
  /** The connection is made by a dispatcher of the caller. */
  readonly callersDispatcher?: boolean | undefined;
}

/** fetch refuses ports of other protocols, such as 6000 or 10080, by an error that has nothing but these words. */
const BAD_PORT = 'bad port';

const connectionCodes = new Set([
  ...Object.keys(certificateProblems),
  BAD_PORT,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Tells whether an error shows that no connection to the system came about, so that nothing was sent to it. */
export function failedToConnect(error: unknown): boolean {
  return findProxyFailure(error) !== undefined || connectionCodes.has(rootCause(error).code);
}

/** Explains why a connection failed, from undici's error; text of that error itself is never repeated. */
export function describeNetworkFailure(error: unknown, target: Target): NetworkFailure {
  const proxyFailure = findProxyFailure(error) ?? findSocksFailure(error, target);
  return proxyFailure === undefined
    ? describeFailure(error, target)
    : describeProxyFailure(proxyFailure, target);
}

function describeProxyFailure({ proxy, cause }: ProxyFailure, { host }: Target): NetworkFailure {
  const failure = describeFailure(cause, { host: proxy, viaProxy: false, clientCertificate: false });
  return {
    ...failure,
    message: `${host} can't be reached through the proxy ${proxy}. ${failure.message} The proxy comes from the environment (HTTPS_PROXY, HTTP_PROXY); NO_PROXY lists hosts to be reached without it.`,
  };
}

function findProxyFailure(error: unknown): ProxyFailure | undefined {
  let current = error;
  for (let depth = 0; depth < 6 && current instanceof Error; depth += 1) {
    if (current instanceof ProxyFailure) return current;
    current = current.cause;
  }
  return undefined;
}

/** A failure at a SOCKS proxy: one of its protocol, or of a connection to its name, address or port. */
function findSocksFailure(error: unknown, { host, socksProxies = [] }: Target): ProxyFailure | undefined {
  const { code, message, peer } = rootCause(error);
  const isOfProtocol = code.startsWith('UND_ERR_SOCKS5') || message.startsWith('SOCKS5 ');
  const proxy = socksProxies.find(({ hostname, port }) => {
    const isItsName = peer.hosts.includes(hostname);
    // The system says port and address; of a name that is unknown only the name.
    if (peer.port === undefined) return isOfProtocol || isItsName;
    return peer.port === socksPort(port) && (isItsName || !host.endsWith(`:${peer.port}`));
  });
  if (proxy === undefined) return undefined;
  return new ProxyFailure(`${proxy.hostname}:${socksPort(proxy.port)}`, error);
}

function socksPort(port: string): number {
  return port === '' ? 1080 : Number(port);
}

function describeFailure(
  error: unknown,
  { host, viaProxy, clientCertificate, callersDispatcher = false }: Target,
): NetworkFailure {
  const { code, message } = rootCause(error);
  const proxyStatus = /^Proxy response \((\d{3})\)/.exec(message)?.[1];
  if (proxyStatus !== undefined) return proxyRefusal(host, Number(proxyStatus), callersDispatcher);
  if (callersDispatcher && isOfAnotherUndici(code)) return unfitDispatcher();

  if (code === BAD_PORT) {
    const problem =
      'belongs to another protocol by convention, so no request is sent there. Use another port';
    return { code: 'unreachable', message: `The port of ${host} ${problem}.`, retryable: false };
  }
  const certificateProblem = certificateProblems[code];
  if (certificateProblem !== undefined) {
    return permanent(`The TLS certificate of ${host} ${certificateProblem}.`);
  }
  if (/ALERT/.test(code)) {
    return permanent(
      `${host} refused the TLS connection (${code}). Check that the right client certificate is configured.`,
    );
  }
  if (/^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/.test(code)) {
    return permanent(`${host} doesn't speak TLS. Check the port, or use http:// if that is meant.`);
  }
  if (/^(ERR_SSL_|ERR_TLS_|EPROTO$|CERT_|UNABLE_TO_|INVALID_)/.test(code)) {
    return permanent(`The TLS connection to ${host} failed (${code}).`);
  }
  const problem = connectionProblems[code] ?? `cut the connection${code === '' ? '' : ` (${code})`}`;
  // Under TLS 1.3 a server's refusal comes after the handshake, mostly as nothing but a cut connection.
  const certificateHint =
    clientCertificate && connectionProblems[code] === undefined
      ? ' If it goes on, check that the server accepts the client certificate.'
      : '';
  const proxyHint = viaProxy
    ? ' A proxy is set in the environment (HTTPS_PROXY, HTTP_PROXY): check it too.'
    : '';
  return {
    code: 'unreachable',
    message: `${host} ${problem}.${certificateHint}${proxyHint}`,
    retryable: true,
  };
}

function permanent(message: string): NetworkFailure {
  return { code: 'tls', message, retryable: false };
}

/** A dispatcher refuses a handler that has not the methods which its own version of undici calls. */
function isOfAnotherUndici(code: string): boolean {
  return code === 'UND_ERR_INVALID_ARG';
}

function unfitDispatcher(): NetworkFailure {
  const message = `The option http.dispatcher comes from an undici that doesn't fit the fetch of Node ${process.versions.node}. Give that undici's own fetch as the option http.fetch too, or use undici 7 or later.`;
  return { code: 'invalid-argument', message, retryable: false };
}

function proxyRefusal(host: string, status: number, callersDispatcher: boolean): NetworkFailure {
  const [login, access] = callersDispatcher
    ? ['give it to the dispatcher', 'Check the dispatcher']
    : ['write HTTPS_PROXY as http://USER:PASSWORD@HOST:PORT', 'Check HTTPS_PROXY and NO_PROXY'];
  const remedy =
    status === 407 ? `It wants a login: ${login}` : `${access}, and that the proxy lets this host through`;
  return {
    code: 'unreachable',
    message: `The proxy refused the connection to ${host} (${status}). ${remedy}.`,
    // A gateway's trouble passes; a refusal stays, and repeating a wrong password could lock an account.
    retryable: status >= 500,
  };
}

/** Finds the innermost error: undici may wrap the system's error, and an attempt at several addresses wraps it again. */
function rootCause(error: unknown): { code: string; message: string; peer: Peer } {
  let found: ReturnType<typeof rootCause> = { code: '', message: '', peer: { hosts: [], port: undefined } };
  let current = error;
  for (let depth = 0; depth < 6 && current instanceof Error; depth += 1) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : found.code;
    found = { code, message: current.message, peer: peerOf(current) };
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return found.message === BAD_PORT ? { ...found, code: BAD_PORT } : found;
}

/** Where a connection was to go, as far as the system's error tells. */
interface Peer {
  readonly hosts: readonly unknown[];
  readonly port: unknown;
}

function peerOf(error: Error): Peer {
  const { address, hostname, port } = error as { address?: unknown; hostname?: unknown; port?: unknown };
  return { hosts: [address, hostname], port };
}
