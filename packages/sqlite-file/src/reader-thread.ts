import type { SQLInputValue } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** What runs in the thread: as text, so that it is there in every bundle. It tells SQLite's result code, which errors lose on the way. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  let database;
  parentPort.on('message', ({ sql, values }) => {
    try {
      database ??= new DatabaseSync(workerData.file, { readOnly: true, timeout: workerData.timeoutMs });
      parentPort.postMessage({ rows: database.prepare(sql).all(...values) });
    } catch ({ message, code, errcode }) {
      parentPort.postMessage({ error: { message, code, errcode } });
    }
  });
`;

type Reply = { readonly rows: unknown[] } | { readonly error: { readonly message: string } };

interface Reading {
  readonly resolve: (rows: unknown[]) => void;
  readonly reject: (error: Error) => void;
}

/** Reads a database file in a thread of its own, one query after the other. */
export class ReaderThread {
  readonly #options: { readonly file: string; readonly timeoutMs: number };
  #worker: Worker | undefined;
  #reading: Reading | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: { readonly file: string; readonly timeoutMs: number }) {
    this.#options = options;
  }

  /** Returns all rows. Rejects with an error as of `node:sqlite`. */
  read(sql: string, values: readonly SQLInputValue[]): Promise<unknown[]> {
    const rows = this.#last.then(() => this.#send(sql, values));
    this.#last = rows.catch(() => {});
    return rows;
  }

  /** Ends the thread, once the query that it runs is done; what it still had to read is rejected. Its database is closed after that. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  #send(sql: string, values: readonly SQLInputValue[]): Promise<unknown[]> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closed();
      this.#worker ??= this.#start();
      this.#reading = { resolve, reject };
      this.#worker.ref();
      this.#worker.postMessage({ sql, values });
    });
  }

  #start(): Worker {
    const worker = new Worker(program, {
      eval: true,
      workerData: this.#options,
      // Node 22 warns of its SQLite in each thread. What the process was started with is not for this one.
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const fail = (error: Error) => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#settle()?.reject(error);
    };
    return worker
      .on('message', (reply: Reply) => {
        worker.unref();
        const reading = this.#settle();
        if ('rows' in reply) reading?.resolve(reply.rows);
        else reading?.reject(Object.assign(new Error(reply.error.message), reply.error));
      })
      .on('error', fail)
      .on('exit', () => {
        if (this.#worker === worker) fail(closed());
      });
  }

  #settle(): Reading | undefined {
    const reading = this.#reading;
    this.#reading = undefined;
    return reading;
  }
}

function closed(): Error {
  return new Error('The thread that reads the database has ended.');
}
