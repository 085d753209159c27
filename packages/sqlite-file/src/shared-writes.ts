import type { Durability } from './durability.ts';

/** What transactions are made with. */
interface TransactionMaker {
  /** Runs a transaction, which is rolled back if `work` throws, for a sync after it. */
  commit<Result>(durability: Durability, work: () => Result): Promise<Result>;
  /** Syncs to disk what was committed before. */
  sync(): Promise<void>;
}

/** A part of a transaction. */
interface SharedWrite {
  readonly durability: Durability;
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects what is to be written until the event loop turns, and writes it in one transaction. If a part throws, which is rare, each
 * is written in a transaction of its own instead: with savepoints, SQLite would copy every page that a part changes.
 */
export class SharedWrites {
  readonly #database: TransactionMaker;
  #waiting: SharedWrite[] = [];

  constructor(database: TransactionMaker) {
    this.#database = database;
  }

  add<Result>(durability: Durability, work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ durability, work, resolve: resolve as SharedWrite['resolve'], reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#write());
    });
  }

  async #write(): Promise<void> {
    const shared = this.#waiting;
    this.#waiting = [];
    let hasThrown = false;
    try {
      await this.#writeAll(shared, () => {
        hasThrown = true;
        const results = shared.map(({ work }) => work());
        hasThrown = false;
        return results;
      });
    } catch (error) {
      if (hasThrown && shared.length > 1) for (const part of shared) this.#writeAlone(part);
      else for (const { reject } of shared) reject(error);
    }
  }

  /** Settles each part as soon as it is as durable as it must be. */
  async #writeAll(shared: readonly SharedWrite[], work: () => readonly unknown[]): Promise<void> {
    const mustBeSynced = shared.some(({ durability }) => durability === 'power-loss');
    const results = await this.#database.commit(mustBeSynced ? 'power-loss' : 'kill', work);
    const settle = (which: Durability) => {
      for (const [index, { durability, resolve }] of shared.entries()) {
        if (durability === which) resolve(results[index]);
      }
    };
    settle('kill');
    if (mustBeSynced) await this.#database.sync();
    settle('power-loss');
  }

  async #writeAlone(part: SharedWrite): Promise<void> {
    try {
      await this.#writeAll([part], () => [part.work()]);
    } catch (error) {
      part.reject(error);
    }
  }
}
