import type { Dispatcher } from 'undici';

/**
 * Returns a dispatcher for the handlers of any `fetch`, out of one of any undici: from version 8 on, undici calls handlers only by
 * the names that the `fetch` of Node 26 uses, up to version 6 only by those of Node 24 and before. Most dispatchers refuse a
 * handler of the other kind; a `MockAgent` and what wraps another dispatcher call nothing of it, and the request never ends.
 */
export function fitDispatcher(dispatcher: Dispatcher): Dispatcher {
  const dispatch: Dispatcher['dispatch'] = (options, handler) =>
    handler.onRequestStart === undefined
      ? // Handlers of the older kind don't support HTTP/2, which undici 8 speaks unasked. [undici, dispatcher1-wrapper.js]
        dispatcher.dispatch(withoutHttp2(options), { ...handler, ...laterMethods(handler) })
      : dispatcher.dispatch(options, { ...handler, onConnect: refuse });
  return Object.assign(Object.create(dispatcher), { dispatch });
}

function withoutHttp2(options: Dispatcher.DispatchOptions): Dispatcher.DispatchOptions {
  // undici 7 doesn't know the option.
  return Object.assign({ ...options }, { allowH2: false });
}

/** The methods by their later names, made of those by the older ones. */
function laterMethods(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      handler.onConnect?.((reason) => controller.abort(reason ?? new Error('The request was aborted.')));
    },
    onResponseStart(controller, status, headers, message = '') {
      const resume = () => controller.resume();
      const goesOn = handler.onHeaders?.(status, rawHeadersOf(headers), resume, message);
      if (goesOn === false) controller.pause();
    },
    onResponseData(controller, chunk) {
      if (handler.onData?.(chunk) === false) controller.pause();
    },
    // No fetch reads trailers.
    onResponseEnd: () => handler.onComplete?.(null),
    onResponseError: (_, error) => handler.onError?.(error),
  };
}

/** Names and values in turn. */
function rawHeadersOf(headers: Readonly<Record<string, string | string[] | undefined>>): Buffer[] {
  return Object.entries(headers).flatMap(([name, values = []]) =>
    [values].flat().flatMap((value) => [Buffer.from(name, 'latin1'), Buffer.from(value, 'latin1')]),
  );
}

function refuse(): never {
  throw Object.assign(new Error('invalid onConnect method'), { code: 'UND_ERR_INVALID_ARG' });
}
