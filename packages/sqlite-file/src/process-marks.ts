import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { OpenedFile } from './opened-file.ts';
import { pathBeside } from './path-beside.ts';

const MOST_ATTEMPTS = 3;

/** How long the file of a process that runs may be missing once somebody has removed it, in milliseconds. */
const WATCH_MS = 2000;

/** The file of this process. */
interface Mark {
  readonly name: string;
  readonly lock: DatabaseSync;
  readonly file: OpenedFile;
}

/**
 * Knows which of the processes that share a database are running. Each keeps a file next to it locked, and the operating system ends that lock
 * with the process: unlike host names and numbers of processes it says the same in every container, and as surely as the locks of the
 * database itself.
 */
export class ProcessMarks {
  /** Undefined for a database in memory, which no other process has. */
  readonly #prefix: string | undefined;
  readonly #onRemoved: () => void;
  #own: Mark | undefined;
  #watch: NodeJS.Timeout | undefined;
  #isMissing = false;

  /** `file` is that of the database, which is there. `onRemoved` is called when the file of this process is found removed. */
  constructor(
    file: string,
    { onRemoved = () => {} }: { readonly onRemoved?: (() => void) | undefined } = {},
  ) {
    this.#onRemoved = onRemoved;
    this.#prefix = file === ':memory:' ? undefined : prefixOf(file);
  }

  /** The name by which the others find this process running until it ends or closes; undefined where no file can be kept. */
  own(): string | undefined {
    if (this.#own === undefined && this.#prefix !== undefined) {
      removeEnded(this.#prefix);
      for (let attempt = 1; attempt <= MOST_ATTEMPTS && this.#own === undefined; attempt += 1) {
        this.#own = mark(this.#prefix, randomUUID());
      }
      if (this.#own !== undefined) this.#watch = setInterval(() => this.#renew(), WATCH_MS).unref();
    }
    return this.#own?.name;
  }

  /** Whether the process of a name runs. Counts as running if that can't be determined. */
  isRunning(name: string): boolean {
    return this.#prefix === undefined ? this.#own?.name === name : isLocked(`${this.#prefix}${name}`);
  }

  /** Ends the mark of this process. May be called again. */
  close(): void {
    if (this.#own === undefined || this.#prefix === undefined) return;
    const { name, lock } = this.#own;
    clearInterval(this.#watch);
    this.#own = undefined;
    lock.close();
    remove(`${this.#prefix}${name}`);
  }

  /** Makes the mark anew, under the name that others know, if somebody has removed it. */
  #renew(): void {
    if (this.#own === undefined || this.#prefix === undefined) return;
    const wasMissing = this.#isMissing;
    this.#isMissing = !this.#own.file.isInPlace();
    if (!this.#isMissing) return;
    if (!wasMissing) this.#onRemoved();
    const renewed = mark(this.#prefix, this.#own.name);
    if (renewed === undefined) return;
    this.#own.lock.close();
    this.#own = renewed;
    this.#isMissing = false;
  }
}

function mark(prefix: string, name: string): Mark | undefined {
  const file = `${prefix}${name}`;
  let lock: DatabaseSync | undefined;
  try {
    lock = open(file, { readOnly: false });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    // Another process may have removed it before it was locked.
    if (existsSync(file)) return { name, lock, file: new OpenedFile(file) };
  } catch {
    // Then the others don't know whether this process runs, and wait longer.
  }
  lock?.close();
  return undefined;
}

function isLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const reader = open(file, { readOnly: true });
    try {
      lockForReading(reader);
      return false;
    } finally {
      reader.close();
    }
  } catch {
    return existsSync(file);
  }
}

/** Whether a process that has made a mark next to a database runs. */
export function hasRunningProcess(file: string): boolean {
  return marksOf(prefixOf(file)).some(isLocked);
}

/** Removes the files of processes that were killed. */
function removeEnded(prefix: string): void {
  for (const file of marksOf(prefix)) {
    try {
      const reader = open(file, { readOnly: true });
      try {
        lockForReading(reader);
        // While it is locked: else a process that has just made it could lock it in between.
        remove(file);
      } finally {
        reader.close();
      }
      // Windows removes nothing that is open, and so nothing of a process that runs.
      if (process.platform === 'win32') remove(file);
    } catch {
      // Its process runs, or another one has removed it.
    }
  }
}

function prefixOf(file: string): string {
  return pathBeside(file, '-process-');
}

function marksOf(prefix: string): string[] {
  const directory = path.dirname(prefix);
  try {
    return readdirSync(directory)
      .map((name) => path.join(directory, name))
      .filter((file) => file.startsWith(prefix));
  } catch {
    return [];
  }
}

function open(file: string, { readOnly }: { readonly readOnly: boolean }): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  return new sqlite.DatabaseSync(file, { readOnly, timeout: 0 });
}

function lockForReading(reader: DatabaseSync): void {
  reader.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The next process attempts it again.
  }
}
