import type { EnrollmentType } from '@certbridge/ca-plugin';
import type { SqliteFile } from '@certbridge/sqlite-file';

/** What is known of an order before it is sent. */
export interface OrderStart {
  /** SHA-256 of the CSR. */
  readonly csrHash: string;
  /** SHA-256 of its public key. */
  readonly keyHash: string;
  readonly productId: string;
  readonly kind: EnrollmentType;
  /** Serial number of the certificate that it is to follow; null for a new one. */
  readonly priorSerialNumber: string | null;
  /** Process that sends it. */
  readonly pid: number;
  readonly host: string;
}

/** An order that was sent and of whose answer nothing is known. */
export interface OpenOrder extends OrderStart {
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
}

interface OrderRow {
  readonly number: number;
  readonly csr_hash: string;
  readonly key_hash: string;
  readonly product_id: string;
  readonly kind: EnrollmentType;
  readonly prior_serial: string | null;
  readonly pid: number;
  readonly host: string;
  readonly sent_at: string;
}

/** Certificates are valid from a little before they are issued, at Sectigo from the midnight before. */
const ANTEDATED = '-1 day';

/**
 * Keeps a note on every order from before it is sent until its answer is known, so that an order whose answer was lost is
 * not placed a second time.
 */
export class OrderStore {
  readonly #database: SqliteFile;
  readonly #insert;
  readonly #giveUp;
  readonly #settle;
  readonly #open;
  readonly #match;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#insert = database.prepare<{ readonly number: number }>(
      `INSERT INTO order_note (csr_hash, key_hash, product_id, kind, prior_serial, pid, host, sent_at)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
       WHERE NOT EXISTS (SELECT 1 FROM order_note WHERE csr_hash = ?1 AND state = 'sent')
       RETURNING number`,
    );
    this.#giveUp = database.prepare(
      "UPDATE order_note SET state = 'given up' WHERE csr_hash = ? AND state = 'sent'",
    );
    this.#settle = database.prepare('UPDATE order_note SET state = ?, request_id = ? WHERE number = ?');
    this.#open = database.prepare<OrderRow>("SELECT * FROM order_note WHERE state = 'sent' ORDER BY number");
    this.#match = database.prepare<{ readonly number: number; readonly id: string }>(
      `SELECT number, certificate.request_id AS id FROM order_note JOIN certificate USING (key_hash)
       WHERE state = 'sent' AND added_at >= sent_at
         AND julianday(not_before) >= julianday(sent_at, '${ANTEDATED}')
       ORDER BY certificate.added_at`,
    );
  }

  /**
   * Puts down an order that is about to be sent, and gives its number; undefined where one with the same CSR is open.
   * `again` gives open ones up.
   */
  begin(
    order: OrderStart,
    { at, again }: { readonly at: Date; readonly again: boolean },
  ): number | undefined {
    const { csrHash, keyHash, productId, kind, priorSerialNumber, pid, host } = order;
    return this.#database.write('power-loss', () => {
      if (again) this.#giveUp.run(csrHash);
      return this.#insert.get(
        ...[csrHash, keyHash, productId, kind, priorSerialNumber, pid, host, at.toISOString()],
      )?.number;
    });
  }

  /** Puts down that an order was taken, under this id. */
  settle(number: number, requestId: string): void {
    this.#database.write('power-loss', () => this.#settle.run('ordered', requestId, number));
  }

  /** Puts down that nothing came of an order, for certain. */
  refuse(number: number): void {
    this.#database.write('power-loss', () => this.#settle.run('refused', null, number));
  }

  /** The orders of whose answer nothing is known, the first one first; those under way are among them. */
  open(): OpenOrder[] {
    return this.#database.read(() => this.#open.all().map(toOpenOrder));
  }

  /** Settles the open orders whose certificates have come into the database since; gives their request ids by number. */
  match(): ReadonlyMap<number, string> {
    return this.#database.write('power-loss', () => {
      const found = new Map(this.#match.all().map(({ number, id }) => [number, id]));
      for (const [number, id] of found) this.#settle.run('ordered', id, number);
      return found;
    });
  }
}

function toOpenOrder(row: OrderRow): OpenOrder {
  return {
    number: row.number,
    csrHash: row.csr_hash,
    keyHash: row.key_hash,
    productId: row.product_id,
    kind: row.kind,
    priorSerialNumber: row.prior_serial,
    pid: row.pid,
    host: row.host,
    sentAt: row.sent_at,
  };
}
