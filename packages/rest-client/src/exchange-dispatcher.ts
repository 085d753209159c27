import type { Dispatcher } from 'undici';

const encodingHeader = 'content-encoding';
const hiddenHeader = 'certbridge-content-encoding';

/**
 * Statuses on which `fetch` acts by itself: it repeats a request after 421, makes a network error of 407, and may log in after
 * 401. [Fetch standard, "HTTP-network-or-cache fetch"]
 */
const hiddenStatuses: ReadonlySet<number> = new Set([401, 407, 421]);
/** What `fetch` sees in place of them. */
const plainRefusal = 400;

/** How far a request got. */
export interface ExchangeProgress {
  /** A dispatcher of ours has the request; a fetch of the caller's own may send it in another way. */
  dispatched: boolean;
  /** The connection stands, and the first byte is about to go out. */
  started: boolean;
  /** The status of the response, which `fetch` may not have seen. */
  status?: number;
}

/**
 * Returns a dispatcher for one request of `fetch`. It records how far the request gets, and hides from `fetch` that a body is
 * compressed: if one is cut off, `fetch` returns its beginning without an error, as browsers do, and rows of a list would be lost. It
 * hides statuses after which `fetch` would send the request again, too, since an order that is sent twice is two orders.
 */
export function exchangeDispatcher(dispatcher: Dispatcher, progress: ExchangeProgress): Dispatcher {
  const dispatch: Dispatcher['dispatch'] = (options, handler) => {
    progress.dispatched = true;
    // The fetch of Node 26 calls by other names than those of Node 24 and before.
    const watched =
      handler.onRequestStart === undefined ? watchLegacy(handler, progress) : watch(handler, progress);
    return dispatcher.dispatch(options, watched);
  };
  // Not by undici's compose, which turns headers from one form into the other and back for each request.
  return Object.assign(Object.create(dispatcher), { dispatch });
}

/** The encodings of a body that is still compressed; empty where there are none. */
export function hiddenEncodings({ headers }: Response): string {
  return headers.get(hiddenHeader) ?? '';
}

function watch(handler: Dispatcher.DispatchHandler, progress: ExchangeProgress): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller, context) {
      progress.started = true;
      handler.onRequestStart?.(controller, context);
    },
    onResponseStart(controller, status, { [encodingHeader]: encoding, ...headers }, message) {
      if (Array.isArray(controller.rawHeaders)) hideEncoding(controller.rawHeaders);
      const hidden = encoding === undefined ? {} : { [hiddenHeader]: encoding };
      handler.onResponseStart?.(controller, noteStatus(status, progress), { ...headers, ...hidden }, message);
    },
    onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
    onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
    onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
  };
}

function watchLegacy(
  handler: Dispatcher.DispatchHandler,
  progress: ExchangeProgress,
): Dispatcher.DispatchHandler {
  return {
    onConnect(abort) {
      progress.started = true;
      handler.onConnect?.(abort);
    },
    onHeaders(status, headers, resume, message) {
      hideEncoding(headers);
      return handler.onHeaders?.(noteStatus(status, progress), headers, resume, message) ?? true;
    },
    onData: (chunk) => handler.onData?.(chunk) ?? true,
    onComplete: (trailers) => handler.onComplete?.(trailers),
    onError: (error) => handler.onError?.(error),
  };
}

/** Records the status of a response, and returns the one for `fetch`. */
function noteStatus(status: number, progress: ExchangeProgress): number {
  progress.status = status;
  return hiddenStatuses.has(status) ? plainRefusal : status;
}

/** Renames the header in a list of names and values in turn. */
function hideEncoding(rawHeaders: (Buffer | string)[]): void {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    const isEncoding =
      name?.length === encodingHeader.length && String(name).toLowerCase() === encodingHeader;
    if (isEncoding) rawHeaders[index] = Buffer.from(hiddenHeader);
  }
}
