import type { Durability } from './durability.ts';

/** What transactions are made with. */
interface TransactionMaker {
  write<Result>(durability: Durability, work: () => Result): Promise<Result>;
  /** Runs a part of a transaction, which is rolled back if it throws. */
  attempt<Result>(work: () => Result): { readonly result: Result } | { readonly error: unknown };
}

/** A part of a transaction. */
interface SharedWrite {
  readonly durability: Durability;
  /** Returns what tells its caller of the outcome, once the transaction is committed. */
  readonly run: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** Collects what is to be written until the event loop turns, and writes it in one transaction. */
export class SharedWrites {
  readonly #database: TransactionMaker;
  #waiting: SharedWrite[] = [];

  constructor(database: TransactionMaker) {
    this.#database = database;
  }

  add<Result>(durability: Durability, work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = () => {
        const outcome = this.#database.attempt(work);
        return 'error' in outcome ? () => reject(outcome.error) : () => resolve(outcome.result);
      };
      this.#waiting.push({ durability, run, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#write());
    });
  }

  async #write(): Promise<void> {
    const shared = this.#waiting;
    this.#waiting = [];
    const mustBeSynced = shared.some(({ durability }) => durability === 'power-loss');
    try {
      const settlings = await this.#database.write(mustBeSynced ? 'power-loss' : 'kill', () =>
        shared.map(({ run }) => run()),
      );
      for (const settle of settlings) settle();
    } catch (error) {
      for (const { reject } of shared) reject(error);
    }
  }
}
