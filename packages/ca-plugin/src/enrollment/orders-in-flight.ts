import { CaPluginError } from '../contract/ca-plugin-error.ts';

/** What those who wait for an order learn of its progress. */
export interface OrderProgress<T> {
  /** Aborted once no caller waits any more. */
  readonly signal: AbortSignal;
  /** Returns how long callers wait, in milliseconds from the beginning. */
  readonly waitMs: () => number;
  /**
   * Call this just before the order is sent: from then on every caller gets a result. `noResponse` is the result for one who
   * leaves and gets no response in time. Throws if all have left.
   */
  sending(noResponse: T): void;
  /** Call this when an earlier order is found, with the result for a caller who leaves before its state is read. */
  found(result: T): void;
  /**
   * Call this once the response is there or lost, or the state of an earlier order is read, with the result for a caller who
   * doesn't wait for the certificate; the last one counts.
   */
  responded(result: T): void;
}

/** How long a caller waits. */
export interface JoinOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which the caller takes what is known, as soon as anything is. */
  readonly waitMs?: number | undefined;
}

/** Something that is reached at some time. */
interface Milestone {
  readonly promise: Promise<void>;
  readonly reach: () => void;
  readonly isReached: () => boolean;
}

interface Flight<T> {
  readonly controller: AbortController;
  readonly result: Promise<T>;
  /** Settles at the first response, and never where the order isn't sent; another one once the order is sent. */
  responded: Milestone;
  /** What is known. */
  known: { readonly result: T } | undefined;
  /** Set once the order is sent. */
  noResponse: { readonly result: T } | undefined;
  waiting: number;
  /** Whether the work has ended. */
  isOver: boolean;
  readonly startedAt: number;
  /** Milliseconds from the start. */
  waitMs: number;
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
    { signal, waitMs }: JoinOptions,
  ): Promise<T> {
    if (signal?.aborted) throw notOrdered();
    const start = performance.now();
    const flight = this.#flights.get(key) ?? this.#start(key, work);
    // All others have left: the order was sent, but no caller waits for its certificate.
    const isGivenUp = flight.controller.signal.aborted;
    const result = await this.#wait(key, flight, { signal, waitMs });
    const left = waitMs === undefined ? undefined : waitMs - (performance.now() - start);
    const isOver = signal?.aborted === true || (left !== undefined && left <= 0);
    return isGivenUp && !isOver ? this.join(key, work, { signal, waitMs: left }) : result;
  }

  async #wait(key: string, flight: Flight<T>, { signal, waitMs }: JoinOptions): Promise<T> {
    flight.waiting += 1;
    flight.waitMs = Math.max(flight.waitMs, performance.now() - flight.startedAt + (waitMs ?? 0));
    const left = new AbortController();
    try {
      return await Promise.race([
        flight.result,
        leave(flight, { signal, left: left.signal, graceMs: this.#graceMs }),
        ...(waitMs === undefined ? [] : [takeKnown(flight, { left: left.signal, waitMs })]),
      ]);
    } finally {
      // A reason of its own would be an error, with the stack collected for it, in every order.
      left.abort('left');
      flight.waiting -= 1;
      if (flight.waiting === 0) this.#abandon(key, flight);
    }
  }

  #start(key: string, work: (progress: OrderProgress<T>) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const { signal } = controller;
    const sending = (noResponse: T) => {
      signal.throwIfAborted();
      flight.known = undefined;
      // Who waits for the response by now waits for this one.
      if (flight.responded.isReached()) flight.responded = createMilestone();
      flight.noResponse = { result: noResponse };
    };
    const found = (result: T) => {
      flight.known = { result };
    };
    const responded = (result: T) => {
      flight.known = { result };
      flight.responded.reach();
    };
    // Begins a little later, so that `sending` finds the flight.
    const result = Promise.resolve().then(() =>
      work({ signal, waitMs: () => flight.waitMs, sending, found, responded }),
    );
    const flight: Flight<T> = {
      controller,
      result,
      responded: createMilestone(),
      known: undefined,
      noResponse: undefined,
      waiting: 0,
      isOver: false,
      startedAt: performance.now(),
      waitMs: 0,
    };
    this.#flights.set(key, flight);
    const end = () => {
      flight.isOver = true;
      this.#forget(key, flight);
    };
    result.then(end, end);
    return flight;
  }

  #abandon(key: string, flight: Flight<T>): void {
    if (flight.isOver) return;
    // The next one who asks must not join what is being given up, unless the order is on its way.
    if (flight.noResponse === undefined || flight.responded.isReached()) this.#forget(key, flight);
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
        const { noResponse, known } = flight;
        if (known !== undefined) return resolve(known.result);
        if (noResponse === undefined) return reject(notOrdered());
        flight.responded.promise.then(() => resolve((flight.known ?? noResponse).result));
        const timer = setTimeout(() => resolve(noResponse.result), graceMs);
        left.addEventListener('abort', () => clearTimeout(timer));
      },
      { once: true, signal: left },
    );
  });
}

/** Settles with what is known at the end of a caller's time, or with the first response after it. */
function takeKnown<T>(
  flight: Flight<T>,
  { left, waitMs }: { readonly left: AbortSignal; readonly waitMs: number },
): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(async () => {
      while (!flight.responded.isReached()) await flight.responded.promise;
      if (flight.known !== undefined) resolve(flight.known.result);
    }, waitMs);
    left.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

function createMilestone(): Milestone {
  let isReached = false;
  let reach: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    reach = () => {
      isReached = true;
      resolve();
    };
  });
  return { promise, reach: () => reach(), isReached: () => isReached };
}

function notOrdered(): CaPluginError {
  return new CaPluginError('The enrollment was aborted before anything was ordered.', { code: 'aborted' });
}
