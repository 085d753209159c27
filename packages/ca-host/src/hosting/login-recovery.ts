import { CaPluginError } from '@certbridge/ca-plugin';

/** SCM locks a login that is refused repeatedly within a short time. */
const PAUSE_MS = 15 * 60_000;

/** What a recovery works with. */
export interface LoginRecoveryOptions {
  /** Takes the connection into use anew, so that the login is attempted again. */
  readonly reconnect: () => Promise<void>;
  /** Least time from a refusal to the next attempt, in milliseconds. */
  readonly pauseMs?: number | undefined;
}

/**
 * Attempts a login that was refused again, after a long pause: the plugin itself never does, and a host that runs for months would
 * have to be restarted after a refusal that was none.
 */
export class LoginRecovery {
  readonly #reconnect: () => Promise<void>;
  readonly #pauseMs: number;
  #refusedAt: number | undefined;

  constructor({ reconnect, pauseMs = PAUSE_MS }: LoginRecoveryOptions) {
    this.#reconnect = reconnect;
    this.#pauseMs = pauseMs;
  }

  /** To be told what work over the connection ended with. */
  note(failure: Error | null): void {
    const isRefused = failure instanceof CaPluginError && failure.about === 'login';
    if (isRefused) this.#refusedAt ??= performance.now();
    else this.#refusedAt = undefined;
  }

  /** To be called before such work. */
  async prepare(): Promise<void> {
    if (this.#refusedAt === undefined || performance.now() - this.#refusedAt < this.#pauseMs) return;
    this.#refusedAt = undefined;
    await this.#reconnect();
  }
}
