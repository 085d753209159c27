import type { CallOptions } from './contract/ca-plugin.ts';
import { toCaPluginError } from './describe-failure.ts';
import type { PluginContext } from './plugin-context.ts';

/** What an operation receives along with its request. */
interface OperationOptions {
  readonly signal: AbortSignal;
}

/** An operation that yields one item after another. */
export type Iteration<T> = (context: PluginContext, options: OperationOptions) => AsyncIterable<T>;

/** The use of one connection. */
export interface Session {
  /** Runs an operation, which ends with its caller's signal and with the session. */
  run<T>(
    operation: (context: PluginContext, options: OperationOptions) => Promise<T>,
    callOptions: CallOptions | undefined,
  ): Promise<T>;
  /** The same for one that yields one item after another. */
  iterate<T>(operation: Iteration<T>, callOptions: CallOptions | undefined): AsyncIterable<T>;
  /** Ends what is under way and closes the client. */
  close(): Promise<void>;
  /** Closes the client once what is under way has ended. */
  retire(): Promise<void>;
}

/** How long an order that is on its way may take to come back with its id, once everything else is ended. */
const graceMs = 10_000;

/** Begins the use of a connection. Errors of the client become those of the contract here. */
export function createSession(context: PluginContext): Session {
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  return {
    async run(operation, callOptions) {
      const signal = joinSignals(closing.signal, callOptions?.signal);
      const result = operation(context, { signal });
      underWay.add(result);
      try {
        return await result;
      } catch (error) {
        throw toCaPluginError(error, signal);
      } finally {
        underWay.delete(result);
      }
    },

    async *iterate(operation, callOptions) {
      const signal = joinSignals(closing.signal, callOptions?.signal);
      try {
        yield* operation(context, { signal });
      } catch (error) {
        throw toCaPluginError(error, signal);
      }
    },

    async close() {
      closing.abort();
      const enough = new AbortController();
      const settled = Promise.allSettled(underWay).finally(() => enough.abort());
      const late = context.clock.sleep(graceMs, enough.signal).catch(() => undefined);
      await Promise.race([settled, late]);
      await context.client.close();
    },

    async retire() {
      await Promise.allSettled(underWay);
      await context.client.close();
    },
  };
}

function joinSignals(closing: AbortSignal, caller: AbortSignal | undefined): AbortSignal {
  return caller === undefined ? closing : AbortSignal.any([closing, caller]);
}
