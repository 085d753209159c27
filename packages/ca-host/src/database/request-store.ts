import { type EndEntityStatus, parseRequestId } from '@certbridge/ca-plugin';
import { parseSerialNumber } from '@certbridge/certificate';
import { trimInvisible } from '@certbridge/plain-text';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkKeeping, checkRequestFilter, checkStatuses } from '../arguments/check-requests.ts';
import { checkText } from '../arguments/check-values.ts';
import { readStoredCertificate, type StoredCertificate } from '../certificates/stored-certificate.ts';
import type {
  KeepOptions,
  Kept,
  RecordToKeep,
  RequestFilter,
  RequestStore,
  StatusChange,
  StoredRequest,
} from '../contract/ca-store.ts';
import { IssuedWriter } from './issued-writer.ts';
import type { SqliteProductStore } from './product-store.ts';
import { type RequestRow, toStoredRequest } from './request-row.ts';
import {
  type MisplacedRow,
  prepareRequestStatements,
  selectMisplaced,
  selectRequests,
} from './request-statements.ts';

/** A record that is to be kept, with its certificate as it was read. */
interface Reading {
  readonly record: RecordToKeep;
  readonly certificate: StoredCertificate | undefined;
}

/** When a record is kept; ISO 8601, UTC. */
interface KeepTimes {
  readonly at: string;
  readonly changedAt: string;
}

/** Requests that are looked through in one go: a search that waits for the same thread is not held up. */
const PART = 500;

/** The requests of a CA. */
export class SqliteRequestStore implements RequestStore {
  readonly #database: SqliteFile;
  readonly #ca: number;
  readonly #products: SqliteProductStore;
  readonly #issued: IssuedWriter;
  readonly #statements: ReturnType<typeof prepareRequestStatements>;

  constructor(
    database: SqliteFile,
    { ca, products }: { readonly ca: number; readonly products: SqliteProductStore },
  ) {
    this.#database = database;
    this.#ca = ca;
    this.#products = products;
    this.#issued = new IssuedWriter(database, ca);
    this.#statements = prepareRequestStatements(database);
  }

  async keep(records: readonly RecordToKeep[], options: KeepOptions): Promise<Kept[]> {
    checkKeeping(records, options);
    const { at, durability = 'power-loss' } = options;
    const readings = records.map((record) => ({ record, certificate: readCertificate(record) }));
    return this.#database.writeTogether(durability, () => {
      const changedAt = this.#issued.timeOfChange(at).toISOString();
      return readings.map((reading) => this.#keepOne(reading, { at: at.toISOString(), changedAt }));
    });
  }

  find(idOrSerialNumber: string): StoredRequest | undefined {
    checkText(idOrSerialNumber, 'Argument 1 of requests.find');
    const text = trimInvisible(idOrSerialNumber);
    const sslId = parseRequestId(text);
    return this.#database.read(() => {
      const row =
        this.#byId(text) ??
        (sslId === undefined ? undefined : this.#byId(String(sslId))) ??
        this.#bySerialNumber(text);
      return row === undefined ? undefined : toStoredRequest(row);
    });
  }

  idOfSerialNumber(text: string): string | undefined {
    checkText(text, 'Argument 1 of requests.idOfSerialNumber');
    const serialNumber = parseSerialNumber(text);
    if (serialNumber === undefined) return undefined;
    return this.#database.read(() => this.#statements.idBySerial.get(this.#ca, serialNumber)?.id);
  }

  certificateOf(id: string): Uint8Array | undefined {
    checkText(id, 'Argument 1 of requests.certificateOf');
    return this.#database.read(() => this.#statements.der.get(this.#ca, id)?.der);
  }

  list(filter: RequestFilter): Iterable<StoredRequest> {
    checkRequestFilter(filter);
    const { statuses, expired, expiring } = filter;
    const order = expiring === undefined ? 'length(request.id), request.id' : 'not_after, request.id';
    const conditions = [
      'request.ca = ?',
      ...(statuses === undefined ? [] : ['status IN (SELECT value FROM json_each(?))']),
      ...(expired === undefined ? [] : [`coalesce(not_after <= ?, 0) = ${Number(expired.is)}`]),
      ...(expiring === undefined ? [] : ['not_after > ? AND not_after <= ?']),
    ];
    const statement = this.#database.prepare<RequestRow>(
      `${selectRequests} WHERE ${conditions.join(' AND ')} ORDER BY ${order}`,
    );
    const values = [
      this.#ca,
      ...(statuses === undefined ? [] : [JSON.stringify(statuses)]),
      ...(expired === undefined ? [] : [expired.by.toISOString()]),
      ...(expiring === undefined ? [] : [expiring.after.toISOString(), expiring.until.toISOString()]),
    ];
    return this.#database.rows(() => statement.iterate(...values), toStoredRequest);
  }

  count(statuses: readonly EndEntityStatus[]): number {
    checkStatuses(statuses, 'Argument 1 of requests.count');
    const row = this.#database.read(() => this.#statements.count.get(this.#ca, JSON.stringify(statuses)));
    return row?.count ?? 0;
  }

  statusesOf(id: string): StatusChange[] {
    checkText(id, 'Argument 1 of requests.statusesOf');
    return this.#database.read(() =>
      this.#statements.statuses
        .all(this.#ca, id)
        .map(({ status, status_message: statusMessage, at }) => ({ status, statusMessage, at })),
    );
  }

  async *misplaced(): AsyncGenerator<string> {
    for (let after: string | null = ''; after !== null; ) {
      const rows: MisplacedRow[] = await this.#database.readBeside(selectMisplaced, [this.#ca, after, PART]);
      for (const { id } of rows) if (id !== null) yield id;
      after = rows.at(-1)?.last ?? null;
    }
  }

  #byId(id: string): RequestRow | undefined {
    return this.#statements.byId.get(this.#ca, id);
  }

  #bySerialNumber(text: string): RequestRow | undefined {
    const serialNumber = parseSerialNumber(text);
    return serialNumber === undefined ? undefined : this.#statements.bySerial.get(this.#ca, serialNumber);
  }

  #keepOne({ record, certificate }: Reading, { at, changedAt }: KeepTimes): Kept {
    const { caRequestId: id, status, statusMessage, revocationDate, revocationReason } = record;
    const before = this.#byId(id);
    const isMoved = certificate !== undefined && this.#keepCertificate(id, { certificate, at });
    const { serialNumber = null } = record;
    const isStale = serialNumber !== null && parseSerialNumber(serialNumber) !== before?.serial;
    const after = {
      status,
      status_message: statusMessage,
      product_id: record.productId ?? before?.product_id ?? null,
      csr: record.csr ?? before?.csr ?? null,
      certificate: certificate?.sha256 ?? (isStale ? null : (before?.certificate ?? null)),
      revoked_at: revocationDate?.toISOString() ?? (before?.status === status ? before.revoked_at : null),
      revocation_reason: revocationReason ?? (before?.status === status ? before.revocation_reason : null),
    };
    const hasChanged = Object.entries(after).some(
      ([name, value]) => before?.[name as keyof RequestRow] !== value,
    );
    if (hasChanged) {
      if (after.product_id !== null) this.#products.note(after.product_id, new Date(at));
      const firstSeenAt = before?.first_seen_at ?? at;
      this.#statements.replace.run(this.#ca, id, ...Object.values(after), firstSeenAt, changedAt);
      if (before === undefined) this.#statements.markOrder.run(this.#ca, id);
      if (before?.status !== status) this.#statements.addStatus.run(this.#ca, id, status, statusMessage, at);
    }
    if (hasChanged || isMoved) this.#issued.refresh(id);
    if (!hasChanged) return 'unchanged';
    return before === undefined ? 'added' : 'changed';
  }

  /** Returns whether another request had the certificate. */
  #keepCertificate(
    id: string,
    { certificate, at }: { readonly certificate: StoredCertificate; readonly at: string },
  ): boolean {
    const { sha256, serialNumber, der, subject, issuer, subjectAlternativeNames } = certificate;
    const { notBefore, notAfter, sha1 } = certificate;
    const holder = this.#statements.holder.get(this.#ca, sha256)?.id;
    if (holder === id) return false;
    if (holder !== undefined) this.#issued.release(sha256, { to: id });
    this.#statements.addCertificate.run(
      ...[this.#ca, sha256, id, serialNumber, der, subject, issuer, JSON.stringify(subjectAlternativeNames)],
      ...[notBefore, notAfter, sha1, at],
    );
    return holder !== undefined;
  }
}

function readCertificate({ certificate }: RecordToKeep): StoredCertificate | undefined {
  return certificate === null ? undefined : readStoredCertificate(certificate);
}
