import { DecoratorHandler, type Dispatcher } from 'undici';

const encodingHeader = 'content-encoding';
const hiddenHeader = 'certbridge-content-encoding';

/** How far a request got. */
export interface Progress {
  /** A dispatcher of ours has the request; a fetch of the caller's own may send it in another way. */
  dispatched: boolean;
  /** The connection stands, and the first byte is about to go out. */
  started: boolean;
}

/**
 * Returns a dispatcher for one request of `fetch`. It records how far the request gets, and hides from `fetch` that a body is
 * compressed: `fetch` takes the beginning of one for the whole, as browsers do, and rows of a list would be lost in silence.
 */
export function exchangeDispatcher(dispatcher: Dispatcher, progress: Progress): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    progress.dispatched = true;
    return dispatch(options, watch(handler, progress));
  });
}

/** The encodings of a body that is still compressed; empty where there are none. */
export function hiddenEncodings({ headers }: Response): string {
  return headers.get(hiddenHeader) ?? '';
}

/** undici calls handlers of two generations; its decorator takes both, so that any version of Node's `fetch` fits. */
function watch(handler: Dispatcher.DispatchHandler, progress: Progress): Dispatcher.DispatchHandler {
  const watched: Dispatcher.DispatchHandler = new DecoratorHandler(handler);
  const start = watched.onRequestStart?.bind(watched);
  const startResponse = watched.onResponseStart?.bind(watched);
  watched.onRequestStart = (controller, context) => {
    progress.started = true;
    start?.(controller, context);
  };
  watched.onResponseStart = (controller, status, headers, message) => {
    // Node 24 and before read the one, later versions the other.
    if (Array.isArray(controller.rawHeaders)) hideEncoding(controller.rawHeaders);
    startResponse?.(controller, status, hiddenEncoding(headers), message);
  };
  return watched;
}

type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Renames the header, and joins headers that came more than once, which Node 22 doesn't expect. */
function hiddenEncoding(headers: ReceivedHeaders): Record<string, string | string[] | undefined> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name === encodingHeader ? hiddenHeader : name,
    Array.isArray(value) && name !== 'set-cookie' ? value.join(', ') : value,
  ]);
  return Object.fromEntries(entries);
}

/** Renames the header in a list of names and values in turn. */
function hideEncoding(rawHeaders: (Buffer | string)[]): void {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (String(rawHeaders[index]).toLowerCase() === encodingHeader)
      rawHeaders[index] = Buffer.from(hiddenHeader);
  }
}
