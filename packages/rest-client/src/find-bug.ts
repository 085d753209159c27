/** What `fetch` says in Node and browsers where the network fails. */
const networkMessages = ['fetch failed', 'Failed to fetch', 'Load failed', 'terminated'];

/** Codes of a wrong call in the caller's code, a failed assertion, or a request that a mock doesn't handle. */
const bugCodes = /^(ERR_ASSERTION$|ERR_INVALID_ARG_|ERR_INVALID_URL$|UND_MOCK_ERR_)/;

/**
 * Finds the error that no network made, but a bug in the caller's own `fetch`, or a mock that doesn't know the request. Another
 * attempt would fail as well. A failure of the network has a code, or is one of the few of `fetch` and undici without one.
 */
export function findBug(error: unknown): Error | undefined {
  if (typeof error !== 'object' || error === null)
    return new TypeError(`what was thrown is not an Error: ${String(error)}`);
  const chain = chainOf(error);
  const first = chain[0];
  if (first === undefined || chain.some(isOfNetwork)) return undefined;
  // fetch wraps what another threw.
  return networkMessages.includes(first.message) ? chain[1] : first;
}

function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  let current = error;
  while (current instanceof Error && chain.length < 6) {
    chain.push(current);
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return chain;
}

function isOfNetwork(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string') return !bugCodes.test(error.code);
  return (
    error.message === 'bad port' ||
    // A time limit or an abort of the caller's own; undici's refusal of a response; a proxy.
    ['AbortError', 'TimeoutError', 'HTTPParserError', 'ProxyFailure'].includes(error.name) ||
    /^(SOCKS5 |Proxy response \()/.test(error.message)
  );
}
