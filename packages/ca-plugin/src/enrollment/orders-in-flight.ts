import { CaPluginError } from '../contract/ca-plugin-error.ts';

/** What the work on an order tells those who wait for it. */
export interface OrderProgress<T> {
  /** Aborted once no caller waits any more. */
  readonly signal: AbortSignal;
  /**
   * To be called just before the order is sent: from then on every caller gets a result. `noResponse` is the result of one
   * who leaves and to whom no response comes in time. Throws if all have left.
   */
  sending(noResponse: T): void;
  /** To be called once the response is there or lost, with the result for a caller who doesn't wait for the certificate. */
  responded(result: T): void;
}

interface Flight<T> {
  readonly controller: AbortController;
  readonly result: Promise<T>;
  /** Never settles where the order isn't sent. */
  readonly response: Promise<T>;
  /** Set once the order is sent. */
  noResponse: { readonly result: T } | undefined;
  waiting: number;
}

/**
 * Joins identical orders while one is under way, so that each is sent once.
 *
 * A caller who leaves does not affect the others. Before the order is sent, the caller gets a {@link CaPluginError} 'aborted';
 * after that, the outcome of SCM's response, or after `graceMs` that there was none. Once all have left, an order that isn't
 * sent yet is given up.
 */
export class OrdersInFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();
  readonly #graceMs: number;

  constructor({ graceMs }: { readonly graceMs: number }) {
    this.#graceMs = graceMs;
  }

  /** Waits for the order of this key; starts it where there is none. */
  async join(
    key: string,
    work: (progress: OrderProgress<T>) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    if (signal?.aborted) throw notOrdered();
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    flight.waiting += 1;
    const left = new AbortController();
    try {
      return await Promise.race([
        flight.result,
        leave(flight, { signal, left: left.signal, graceMs: this.#graceMs }),
      ]);
    } finally {
      left.abort();
      flight.waiting -= 1;
      if (flight.waiting === 0) this.#abandon(key, flight);
    }
  }

  #start(key: string, work: (progress: OrderProgress<T>) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    let responded: (result: T) => void = () => undefined;
    const response = new Promise<T>((resolve) => {
      responded = resolve;
    });
    const { signal } = controller;
    const sending = (noResponse: T) => {
      signal.throwIfAborted();
      flight.noResponse = { result: noResponse };
    };
    // Begins a little later, so that `sending` finds the flight.
    const result = Promise.resolve().then(() => work({ signal, sending, responded }));
    const flight: Flight<T> = { controller, result, response, noResponse: undefined, waiting: 0 };
    this.#flights.set(key, flight);
    const end = () => this.#forget(key, flight);
    result.then(end, end);
    return flight;
  }

  #abandon(key: string, flight: Flight<T>): void {
    // The next one who asks must not join what is being given up.
    if (flight.noResponse === undefined) this.#forget(key, flight);
    flight.controller.abort();
  }

  #forget(key: string, flight: Flight<T>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}

/** Settles once a caller's signal is aborted; never for a caller who stays to the end. */
function leave<T>(
  flight: Flight<T>,
  {
    signal,
    left,
    graceMs,
  }: { readonly signal: AbortSignal | undefined; readonly left: AbortSignal; readonly graceMs: number },
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener(
      'abort',
      () => {
        const { noResponse } = flight;
        if (noResponse === undefined) return reject(notOrdered());
        flight.response.then(resolve, reject);
        const timer = setTimeout(() => resolve(noResponse.result), graceMs);
        left.addEventListener('abort', () => clearTimeout(timer));
      },
      { once: true, signal: left },
    );
  });
}

function notOrdered(): CaPluginError {
  return new CaPluginError('The enrollment was aborted before anything was ordered.', { code: 'aborted' });
}
