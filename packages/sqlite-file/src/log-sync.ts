import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const synced = promisify(fdatasync);

/**
 * Syncs the write-ahead log of a database to disk while the process does other work: SQLite would do it within a
 * call. Transactions that wait at the same time share a sync.
 */
export class LogSync {
  readonly #file: string;
  #descriptor: number | undefined;
  /** The sync that runs. */
  #running: Promise<void> = Promise.resolve();
  /** The sync after that one, which a transaction can still join. */
  #next: Promise<void> | undefined;

  /** `file` is the log, which must be there at the first sync. The database must be kept open: the log is another one after that. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Resolves once all that was committed before the call is on disk. */
  sync(): Promise<void> {
    this.#next ??= this.#running.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#next;
  }

  /** Lets a sync that runs end first. */
  close(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    if (descriptor === undefined) return;
    const closeIt = () => close(descriptor);
    this.#running.then(closeIt, closeIt);
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    this.#descriptor ??= openSync(this.#file, 'r+');
    this.#running = synced(this.#descriptor);
    return this.#running;
  }
}
