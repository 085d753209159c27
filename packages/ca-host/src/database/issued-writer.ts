import type { SqliteFile } from '@certbridge/sqlite-file';

const derived = [
  ...['sha256', 'product', 'is_revoked', 'revocation', 'revoked_at', 'changed_at', 'not_before', 'not_after'],
  ...['subject', 'issuer', 'alternative_name', 'user_name'],
];

/** Keeps what searches read in step with requests. Must be called inside the transaction that changes them. */
export class IssuedWriter {
  readonly #ca: number;
  readonly #release;
  readonly #remove;
  readonly #write;
  readonly #lastChange;

  constructor(database: SqliteFile, ca: number) {
    this.#ca = ca;
    const columns = derived.join(', ');
    this.#release = database.prepare(
      'DELETE FROM issued WHERE sha256 = unhex(?) AND ca = ? AND request_id <> ?',
    );
    this.#remove = database.prepare('DELETE FROM issued WHERE ca = ? AND request_id = ?');
    this.#write = database.prepare<{ readonly number: number }>(
      `INSERT INTO issued (ca, request_id, ${columns}) SELECT ca, request_id, ${columns} FROM issuable
         WHERE ca = ? AND request_id = ?
       ON CONFLICT (ca, request_id) DO UPDATE SET ${derived.map((name) => `${name} = excluded.${name}`).join(', ')}
       RETURNING number`,
    );
    this.#lastChange = database.prepare<{ readonly at: number | null }>(
      'SELECT max(changed_at) AS at FROM issued',
    );
  }

  /** Derives again what searches read of a request. */
  refresh(requestId: string): void {
    const written = this.#write.get(this.#ca, requestId);
    if (written === undefined) this.#remove.run(this.#ca, requestId);
  }

  /** Takes a certificate from the request that searches show it with, since another one has it now. */
  release(sha256: string, { to }: { readonly to: string }): void {
    this.#release.run(sha256, this.#ca, to);
  }

  /**
   * When a change that is kept now was made: later than every one that was kept before, whatever the clock says and however long
   * the transaction waited, so that polling since the last change misses nothing.
   */
  timeOfChange(at: Date): Date {
    const last = this.#lastChange.get()?.at ?? 0;
    return new Date(Math.max(at.getTime(), last + 1));
  }
}
