import type { LoginRecoveryOptions } from '@certbridge/ca-plugin';
import type { Logger } from '@logtape/logtape';

const MS_PER_SECOND = 1000;

/** Knows whether the login of a CA is refused, and logs when that begins and ends. */
export class LoginWatch {
  readonly #ca: string;
  readonly #logger: Logger;
  #isRefused = false;

  constructor(ca: string, { logger }: { readonly logger: Logger }) {
    this.#ca = ca;
    this.#logger = logger;
  }

  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** Callbacks for the plugin. */
  options(firstPauseMs: number | undefined): LoginRecoveryOptions {
    return {
      firstPauseMs,
      onRefused: ({ message: reason, pauseMs }) => {
        const told = { ca: this.#ca, reason, seconds: Math.round(pauseMs / MS_PER_SECOND) };
        const again = 'It is attempted again by the first who needs it after {seconds} s.';
        if (this.#isRefused) {
          this.#logger.warn(`{ca}: the login is not accepted yet: {reason} ${again}`, told);
        } else {
          this.#logger.error(`{ca}: the login was refused, so nothing is sent: {reason} ${again}`, told);
        }
        this.#isRefused = true;
      },
      onAccepted: () => {
        this.#isRefused = false;
        this.#logger.info('{ca}: the login is accepted again', { ca: this.#ca });
      },
    };
  }
}
