import type { Logger } from '@logtape/logtape';

/** How often a long step says how far it has come, in milliseconds. */
const INTERVAL = 10_000;

/** Logs now and then how far a long step has come, so that a run over a large estate does not look dead. */
export class Progress {
  readonly #logger: Logger;
  readonly #step: string;
  readonly #total: number;
  #done = 0;
  #spokenAt = Date.now();

  constructor(logger: Logger, { step, total }: { readonly step: string; readonly total: number }) {
    this.#logger = logger;
    this.#step = step;
    this.#total = total;
  }

  advance(certificates = 1): void {
    this.#done += certificates;
    const now = Date.now();
    if (now - this.#spokenAt < INTERVAL) return;
    this.#spokenAt = now;
    const properties = { done: this.#done, total: this.#total, step: this.#step };
    this.#logger.info('Certificates {step}: {done} of {total}.', properties);
  }
}
