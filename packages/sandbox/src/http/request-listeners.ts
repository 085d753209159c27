import type { SystemName } from '../knobs.ts';

/** A request at one of two moments: before anything is done about it, and before its response is sent. */
export interface RequestEvent {
  phase: 'arrived' | 'answered';
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

/** Looks on at a request, or interferes; the request waits for it. */
export type RequestListener = (event: RequestEvent) => void | Promise<void>;

/** Those who look on at every request. */
export class RequestListeners {
  readonly #listeners = new Set<RequestListener>();

  /** Adds a listener and returns the function that takes it away. */
  add(listener: RequestListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tells all listeners, one after the other. What one throws becomes an uncaught exception, and the request goes on. */
  async tell(event: RequestEvent): Promise<void> {
    for (const listener of [...this.#listeners]) {
      try {
        await listener({ ...event });
      } catch (error) {
        // A failed assertion of a test must not end as a 500 that a client retries silently.
        process.nextTick(() => {
          throw error;
        });
      }
    }
  }
}
