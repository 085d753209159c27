import { type BigIntStats, existsSync, statSync } from 'node:fs';

/** How long reads rely on a check of the path, in milliseconds. */
const CHECK_MS = 1000;

/**
 * Tells whether a path still leads to the file that was opened there. One that was moved or removed stays usable for those who have
 * it open, and what they write is lost to everybody else.
 */
export class OpenedFile {
  readonly path: string;
  /** Undefined in memory, for a file that is not there, and on Windows, which neither moves nor removes a database that is open. */
  readonly #opened: BigIntStats | undefined;
  /** When it was seen in place, in milliseconds of `performance`; long ago once it was not. */
  #seenAt = performance.now();

  /** The file has just been opened or written. */
  constructor(path: string) {
    this.path = path;
    const isFixed = path === ':memory:' || process.platform === 'win32';
    this.#opened = isFixed ? undefined : statSync(path, { bigint: true, throwIfNoEntry: false });
  }

  /** Whether the file is in place now. */
  isInPlace(): boolean {
    if (this.#opened === undefined) return true;
    const isInPlace = isSame(this.path, this.#opened);
    this.#seenAt = isInPlace ? performance.now() : Number.NEGATIVE_INFINITY;
    return isInPlace;
  }

  /** Whether another file is in its place now. */
  isReplaced(): boolean {
    return !this.isInPlace() && existsSync(this.path);
  }

  /** Whether the file was in place within the last second. */
  wasInPlace(): boolean {
    return performance.now() - this.#seenAt < CHECK_MS || this.isInPlace();
  }
}

function isSame(file: string, { dev, ino }: BigIntStats): boolean {
  try {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false });
    return found?.dev === dev && found.ino === ino;
  } catch {
    // What can't be looked at says nothing of the file.
    return true;
  }
}
