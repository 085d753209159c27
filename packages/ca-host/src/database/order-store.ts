import type { OrderStart, RecordedOrder } from '@certbridge/ca-plugin';
import { required } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkName, checkObject, checkText, checkWhole } from '../arguments/check-values.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { OpenOrder, OrderStore, UnkeptRequest, UnreferencedOrder } from '../contract/ca-store.ts';
import { userNameOf } from '../orders/order-identity.ts';
import { IssuedWriter } from './issued-writer.ts';

interface OrderRow {
  readonly number: number;
  readonly state: 'sent' | 'ordered';
  readonly request_id: string | null;
  /** JSON. */
  readonly content: string;
  readonly sent_at: string;
  /** 0 before it is sent, 1 while it may be on its way, 2 once its process has finished with it. */
  readonly is_sent: number;
}

const beginOptions = required('option', { after: 'number?' });

/**
 * The orders of a CA. A unique index allows one open order for each identity, so that only one of two processes orders. Another
 * one allows one settled order for each request, except for reissues, which keep the id of their request.
 */
export class SqliteOrderStore implements OrderStore {
  readonly #database: SqliteFile;
  readonly #ca: number;
  readonly #issued: IssuedWriter;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: SqliteFile, ca: number) {
    this.#database = database;
    this.#ca = ca;
    this.#issued = new IssuedWriter(database, ca);
    this.#statements = prepare(database);
  }

  async newest(identity: string): Promise<RecordedOrder | undefined> {
    checkText(identity, 'Argument 1 of orders.newest');
    return this.#database.read(() => {
      const row = this.#statements.newest.get(this.#ca, identity);
      return row === undefined ? undefined : toOrder(row);
    });
  }

  async begin(
    order: OrderStart,
    options: { readonly after: number | undefined },
  ): Promise<number | undefined> {
    checkStart(order);
    checkObject(options, beginOptions, { of: 'orders.begin', position: 2 });
    const { after } = options;
    if (after !== undefined) checkWhole(after, 'The option after of orders.begin');
    return this.#database.writeTogether('power-loss', () => {
      const newest = this.#statements.newest.get(this.#ca, order.identity);
      if (newest?.state === 'sent' || newest?.number !== after) return undefined;
      const { identity, kind } = order;
      const sentAt = new Date().toISOString();
      return this.#statements.insert.get(
        ...[this.#ca, identity, kind, JSON.stringify(order), userNameOf(order), sentAt],
      )?.number;
    });
  }

  async sending(number: number): Promise<void> {
    checkWhole(number, 'Argument 1 of orders.sending');
    // After a power loss SCM has had the time to show an order that it was sent.
    const isOpen = await this.#database.writeTogether(
      'kill',
      () => this.#statements.sending.get(number) !== undefined,
    );
    if (!isOpen) throw new Error(`Order ${number} is not open any more.`);
  }

  async ended(number: number): Promise<void> {
    checkWhole(number, 'Argument 1 of orders.ended');
    await this.#database.writeTogether('kill', () => this.#statements.ended.run(number));
  }

  async settle(number: number, requestId: string): Promise<boolean> {
    checkWhole(number, 'Argument 1 of orders.settle');
    checkText(requestId, 'Argument 2 of orders.settle');
    return this.#database.writeTogether('power-loss', () => {
      const taken = this.#statements.takenBy.get(this.#ca, requestId);
      const kind = this.#statements.kind.get(number)?.kind;
      if (kind !== 'replace' && taken !== undefined && taken.number !== number) return false;
      // A synchronization may have kept its request before.
      if (this.#statements.settle.get(requestId, number)?.is_kept === 1) this.#issued.refresh(requestId);
      return true;
    });
  }

  async close(number: number, because: 'refused' | 'given up'): Promise<void> {
    checkWhole(number, 'Argument 1 of orders.close');
    checkName(because, 'Argument 2 of orders.close', ['refused', 'given up']);
    await this.#database.write('power-loss', () => this.#statements.close.run(because, number));
  }

  async open(): Promise<readonly OpenOrder[]> {
    return this.#database.read(() => this.#statements.open.all(this.#ca).map(toOpenOrder));
  }

  async isTaken(requestId: string): Promise<boolean> {
    checkText(requestId, 'Argument 1 of orders.isTaken');
    return this.#database.read(() => this.#statements.takenBy.get(this.#ca, requestId) !== undefined);
  }

  unkept(): UnkeptRequest[] {
    return this.#database.read(() =>
      this.#statements.unkept.all(this.#ca).map(({ id, csr }) => ({ id, csr })),
    );
  }

  unreferenced(csrHash?: string): UnreferencedOrder[] {
    if (csrHash !== undefined) checkText(csrHash, 'Argument 1 of orders.unreferenced');
    const rows = this.#database.read(() => this.#statements.unreferenced.all(this.#ca));
    return rows
      .filter(({ csr_hash }) => csrHash === undefined || csr_hash === csrHash)
      .map(({ product_id: productId, sent_at: sentAt }) => ({ productId, sentAt }));
  }

  async giveUpUnreferenced(csrHash: string): Promise<void> {
    checkText(csrHash, 'Argument 1 of orders.giveUpUnreferenced');
    await this.#database.write('power-loss', () =>
      this.#statements.giveUpUnreferenced.run(this.#ca, csrHash),
    );
  }
}

/** What else an order has is for the plugin that wrote it. */
function checkStart(order: OrderStart): void {
  const { identity, kind } = (order ?? {}) as Partial<OrderStart>;
  if (typeof identity === 'string' && typeof kind === 'string') return;
  throw invalidArgument('Argument 1 of orders.begin must be an order, with identity and kind.');
}

function prepare(database: SqliteFile) {
  const counting = "state IN ('sent', 'ordered')";
  return {
    newest: database.prepare<OrderRow>(
      `SELECT * FROM placed_order WHERE ca = ? AND identity = ? AND ${counting} ORDER BY number DESC LIMIT 1`,
    ),
    insert: database.prepare<{ readonly number: number }>(
      `INSERT INTO placed_order (ca, identity, state, kind, content, user_name, sent_at, is_sent)
       VALUES (?, ?, 'sent', ?, ?, ?, ?, 0) RETURNING number`,
    ),
    kind: database.prepare<{ readonly kind: OrderStart['kind'] }>(
      'SELECT kind FROM placed_order WHERE number = ?',
    ),
    sending: database.prepare(
      "UPDATE placed_order SET is_sent = 1 WHERE number = ? AND state = 'sent' RETURNING number",
    ),
    ended: database.prepare(
      "UPDATE placed_order SET is_sent = 2 WHERE number = ? AND state = 'sent' AND is_sent = 1",
    ),
    // The response may arrive after somebody gave the order up.
    settle: database.prepare<{ readonly is_kept: number }>(
      `UPDATE placed_order SET state = 'ordered', request_id = ?1,
         is_kept = EXISTS (SELECT 1 FROM request WHERE request.ca = placed_order.ca AND request.id = ?1)
       WHERE number = ?2 RETURNING is_kept`,
    ),
    close: database.prepare("UPDATE placed_order SET state = ? WHERE number = ? AND state = 'sent'"),
    open: database.prepare<OrderRow>(
      "SELECT * FROM placed_order WHERE ca = ? AND state = 'sent' ORDER BY number",
    ),
    takenBy: database.prepare<{ readonly number: number }>(
      "SELECT number FROM placed_order WHERE ca = ? AND request_id = ? AND state = 'ordered' AND kind <> 'replace'",
    ),
    unkept: database.prepare<UnkeptRequest>(
      `SELECT request_id AS id, content ->> 'csr' AS csr, max(number) FROM placed_order
       WHERE ca = ? AND state = 'ordered' AND is_kept = 0 GROUP BY request_id`,
    ),
    unreferenced: database.prepare<{
      readonly csr_hash: string;
      readonly product_id: string;
      readonly sent_at: string;
    }>(
      "SELECT csr_hash, product_id, sent_at FROM order_note WHERE ca = ? AND state = 'sent' ORDER BY number",
    ),
    giveUpUnreferenced: database.prepare(
      "UPDATE order_note SET state = 'given up' WHERE ca = ? AND csr_hash = ? AND state = 'sent'",
    ),
  };
}

function toOrder({ number, state, request_id: requestId, content, is_sent }: OrderRow): RecordedOrder {
  const start: OrderStart = JSON.parse(content);
  return state === 'ordered' && requestId !== null
    ? { ...start, number, state, requestId }
    : { ...start, number, state: 'sent', requestId: null, isUnsent: is_sent === 0, isEnded: is_sent === 2 };
}

function toOpenOrder(row: OrderRow): OpenOrder {
  return { ...toOrder(row), sentAt: row.sent_at };
}
