import { CaPluginError } from './contract/ca-plugin-error.ts';

/** A refused login is attempted again after a minute, then after twice as long each time. */
const FIRST_PAUSE_MS = 60_000;
const LAST_PAUSE_MS = 15 * 60_000;

/** How a host has refused logins attempted again. */
export interface LoginRecoveryOptions {
  /** Least time from the first refusal to the next attempt, in milliseconds; a minute by default. Each later pause is twice as long, up to 15 minutes. */
  readonly firstPauseMs?: number | undefined;
  /** Called when refusals begin and for each attempt that is refused again, with what SCM said and how long no further one is made. */
  readonly onRefused?:
    | ((refusal: { readonly message: string; readonly pauseMs: number }) => void)
    | undefined;
  /** Called when the login is accepted again. */
  readonly onAccepted?: (() => void) | undefined;
}

/** What a recovery works with. */
interface Recovering extends LoginRecoveryOptions {
  /** Logs in anew by a single call. Throws a CaPluginError about the login where it is refused again. */
  readonly attempt: () => Promise<void>;
  /** Milliseconds of a monotonic clock. */
  readonly now?: (() => number) | undefined;
}

interface Refusal {
  readonly pauseMs: number;
  readonly until: number;
}

/**
 * Attempts a login that was refused again, after growing pauses: SCM locks one that is refused repeatedly within a short time. There
 * is no timer: whoever needs the login sets it off.
 */
export class LoginRecovery {
  readonly #options: Recovering;
  readonly #now: () => number;
  #refusal: Refusal | undefined;
  #attempt: Promise<void> | undefined;

  constructor(options: Recovering) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Call it after every refusal. Those of other calls that were under way change nothing. */
  refused(message: string): void {
    if (this.#refusal === undefined) this.#pause(message, this.#options.firstPauseMs ?? FIRST_PAUSE_MS);
  }

  /** Call this when another login is to be used. */
  forget(): void {
    this.#refusal = undefined;
  }

  /**
   * Await this before the login is used: attempts it again when it is time. The outcome shows when the login is used. Undefined where
   * there is nothing to wait for.
   */
  prepare(signal: AbortSignal | undefined): Promise<void> | undefined {
    if (this.#attempt === undefined) {
      if (this.#refusal === undefined || this.#now() < this.#refusal.until) return undefined;
      this.#attempt = this.#retry(this.#refusal).finally(() => {
        this.#attempt = undefined;
      });
    }
    return untilAborted(this.#attempt, signal);
  }

  async #retry({ pauseMs }: Refusal): Promise<void> {
    try {
      await this.#options.attempt();
    } catch (error) {
      if (!(error instanceof CaPluginError)) throw error;
      // A system that can't be reached has refused nothing.
      const isRefused = error.about === 'login';
      this.#pause(error.message, isRefused ? Math.min(2 * pauseMs, LAST_PAUSE_MS) : pauseMs);
      return;
    }
    this.#refusal = undefined;
    this.#options.onAccepted?.();
  }

  #pause(message: string, pauseMs: number): void {
    this.#refusal = { pauseMs, until: this.#now() + pauseMs };
    this.#options.onRefused?.({ message, pauseMs });
  }
}

/** The attempt goes on for others. */
async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return work;
  const left = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true, signal: left.signal });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    left.abort();
  }
}
