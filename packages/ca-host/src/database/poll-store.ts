import { required } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkDate, checkObject } from '../arguments/check-values.ts';
import type { PollStore } from '../contract/ca-store.ts';

const finishedPoll = required('property', { startedAt: 'any' });

/** The last poll of a CA. It need not outlive a power loss: then there is another one. */
export class SqlitePollStore implements PollStore {
  readonly #database: SqliteFile;
  readonly #ca: number;
  readonly #last;
  readonly #keep;

  constructor(database: SqliteFile, ca: number) {
    this.#database = database;
    this.#ca = ca;
    this.#last = database.prepare<{ readonly started_at: string }>(
      'SELECT started_at FROM last_poll WHERE ca = ?',
    );
    this.#keep = database.prepare(
      'INSERT INTO last_poll (ca, started_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET started_at = excluded.started_at',
    );
  }

  lastBegan(): Date | null {
    const row = this.#database.read(() => this.#last.get(this.#ca));
    return row === undefined ? null : new Date(row.started_at);
  }

  async finish(poll: { readonly startedAt: Date }): Promise<void> {
    checkObject(poll, finishedPoll, { of: 'polls.finish' });
    const { startedAt } = poll;
    checkDate(startedAt, 'The property startedAt of polls.finish');
    await this.#database.write('kill', () => this.#keep.run(this.#ca, startedAt.toISOString()));
  }
}
