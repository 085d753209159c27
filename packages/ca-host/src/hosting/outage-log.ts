import type { Logger } from '@logtape/logtape';

const INTERVAL_MS = 60_000;

/** How outages are logged. */
export interface OutageTelling {
  readonly reason: string;
  readonly level?: 'warn' | 'error' | undefined;
}

/** Logs what an outage does to many requests: the first at once with its reason, and the others by their number, once a minute. */
export class OutageLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #told = new Map<string, { readonly at: number; others: number }>();

  /** `now` is in milliseconds. */
  constructor(
    logger: Logger,
    { now = () => performance.now() }: { readonly now?: (() => number) | undefined } = {},
  ) {
    this.#logger = logger;
    this.#now = now;
  }

  /** Logs a message, which is the same for all that the outage meets, and may name the `{reason}`. */
  tell(message: string, { reason, level = 'warn' }: OutageTelling): void {
    const at = this.#now();
    const last = this.#told.get(message);
    if (last !== undefined && at - last.at < INTERVAL_MS) {
      last.others += 1;
      return;
    }
    const others = last?.others ?? 0;
    this.#told.set(message, { at, others: 0 });
    if (others === 0) this.#logger[level](message, { reason });
    else this.#logger[level](`${message} (and {others} more since the last such line)`, { reason, others });
  }
}
