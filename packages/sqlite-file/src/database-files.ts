import { statSync } from 'node:fs';
import { OpenedFile } from './opened-file.ts';
import { pathBeside } from './path-beside.ts';

/**
 * The files of an open database. SQLite keeps the log and its index next to the file that a link leads to, and leaves both where they
 * are for as long as somebody has the database open. Processes that have different ones don't see what the others write.
 */
export class DatabaseFiles {
  readonly #database: OpenedFile;
  readonly #log: OpenedFile;
  readonly #index: OpenedFile;

  /** SQLite has opened all of them. A database in memory has none. */
  constructor(file: string) {
    const beside = (suffix: string) => new OpenedFile(file === ':memory:' ? file : pathBeside(file, suffix));
    this.#database = new OpenedFile(file);
    this.#log = beside('-wal');
    this.#index = beside('-shm');
  }

  get logPath(): string {
    return this.#log.path;
  }

  /** The path of the first that is not in place, as `isInPlace` finds them. */
  findMoved(isInPlace: (file: OpenedFile) => boolean): string | undefined {
    return [this.#database, this.#log, this.#index].find((file) => !isInPlace(file))?.path;
  }

  /** Whether the log there now may hold what others wrote into the database, and this process doesn't see. */
  hasLogOfOthers(): boolean {
    if (!this.#database.isInPlace()) return false;
    const size = statSync(this.#log.path, { throwIfNoEntry: false })?.size ?? 0;
    return size > 0 && (this.#log.isReplaced() || this.#index.isReplaced());
  }
}
