import { ArgumentError } from '../arguments/argument-error.ts';
import type { SystemName } from '../knobs.ts';

/** A request, either on arrival or before its response is sent. */
export interface RequestEvent {
  phase: 'arrived' | 'responding';
  /** `seq` of the request log: counts from 1 over all systems, in order of arrival. */
  number: number;
  system: SystemName;
  /** `operationId` of the contract, or `other`. */
  operation: string;
  method: string;
  path: string;
  /** Status of the response; null when the connection is to be cut, absent on arrival. */
  status?: number | null;
}

/** Called for a request, which waits for the returned promise. */
export type RequestListener = (event: RequestEvent) => void | Promise<void>;

/** The listeners of all requests. */
export class RequestListeners {
  readonly #listeners = new Set<RequestListener>();

  /** Adds a listener and returns a function that removes it. */
  add(listener: RequestListener): () => void {
    if (typeof listener !== 'function')
      throw new ArgumentError('Argument 1 of onRequest must be a function.');
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls all listeners, one after the other. An error becomes an uncaught exception, and the request continues. */
  async notify(event: RequestEvent): Promise<void> {
    for (const listener of [...this.#listeners]) {
      try {
        await listener({ ...event });
      } catch (error) {
        // A failed assertion of a test must not become a 500 that a client silently retries.
        process.nextTick(() => {
          throw error;
        });
      }
    }
  }
}
