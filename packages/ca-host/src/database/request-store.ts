import type { CertificateRecord, EndEntityStatus } from '@certbridge/ca-plugin';
import { parseSerialNumber } from '@certbridge/certificate';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { readStoredCertificate, type StoredCertificate } from '../certificates/stored-certificate.ts';
import type {
  KeepOptions,
  Kept,
  RequestFilter,
  RequestStore,
  StatusChange,
  StoredRequest,
} from '../contract/ca-store.ts';
import { type RequestRow, toStoredRequest } from './request-row.ts';

const columns = `request.*, product.name AS product_name, serial, subject, issuer, names, not_before, not_after, sha1, sha256
  FROM request LEFT JOIN certificate ON certificate.sha256 = request.certificate
    LEFT JOIN product ON product.id = request.product_id`;

/** The requests of the database. */
export class SqliteRequestStore implements RequestStore {
  readonly #database: SqliteFile;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  async keep(
    records: readonly CertificateRecord[],
    { at, durability = 'power-loss' }: KeepOptions,
  ): Promise<Kept[]> {
    const readings = records.map((record) => ({ record, certificate: readCertificate(record) }));
    return this.#database.write(durability, () =>
      readings.map(({ record, certificate }) => this.#keepOne(record, { certificate, at: at.toISOString() })),
    );
  }

  find(idOrSerialNumber: string): StoredRequest | undefined {
    const text = idOrSerialNumber.trim();
    const [, firstPart] = /^(\d+)-\d+$/.exec(text) ?? [];
    return this.#database.read(() => {
      const row =
        this.#statements.byId.get(text) ??
        this.#bySerialNumber(text) ??
        (firstPart === undefined ? undefined : this.#statements.byId.get(firstPart));
      return row === undefined ? undefined : toStoredRequest(row);
    });
  }

  idOfSerialNumber(text: string): string | undefined {
    const serialNumber = parseSerialNumber(text);
    if (serialNumber === undefined) return undefined;
    return this.#database.read(() => this.#statements.idBySerial.get(serialNumber)?.id);
  }

  certificateOf(id: string): Uint8Array | undefined {
    return this.#database.read(() => this.#statements.der.get(id)?.der);
  }

  list({ statuses, expired, expiring }: RequestFilter): Iterable<StoredRequest> {
    const order = expiring === undefined ? 'length(request.id), request.id' : 'not_after, request.id';
    const conditions = [
      ...(statuses === undefined ? [] : ['status IN (SELECT value FROM json_each(?))']),
      ...(expired === undefined ? [] : [`coalesce(not_after <= ?, 0) = ${Number(expired.is)}`]),
      ...(expiring === undefined ? [] : ['not_after > ? AND not_after <= ?']),
    ];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const statement = this.#database.prepare<RequestRow>(`SELECT ${columns} ${where} ORDER BY ${order}`);
    const values = [
      ...(statuses === undefined ? [] : [JSON.stringify(statuses)]),
      ...(expired === undefined ? [] : [expired.by.toISOString()]),
      ...(expiring === undefined ? [] : [expiring.after.toISOString(), expiring.until.toISOString()]),
    ];
    return this.#database.rows(() => statement.iterate(...values), toStoredRequest);
  }

  statusesOf(id: string): StatusChange[] {
    return this.#database.read(() =>
      this.#statements.statuses
        .all(id)
        .map(({ status, status_message: statusMessage, at }) => ({ status, statusMessage, at })),
    );
  }

  misplaced(): string[] {
    return this.#database.read(() => this.#statements.misplaced.all().map(({ id }) => id));
  }

  #bySerialNumber(text: string): RequestRow | undefined {
    const serialNumber = parseSerialNumber(text);
    return serialNumber === undefined ? undefined : this.#statements.bySerial.get(serialNumber);
  }

  #keepOne(
    record: CertificateRecord,
    { certificate, at }: { readonly certificate: StoredCertificate | undefined; readonly at: string },
  ): Kept {
    const { caRequestId: id } = record;
    const before = this.#statements.byId.get(id);
    if (certificate !== undefined) this.#keepCertificate(id, { certificate, at });
    const { status, statusMessage, revocationDate, revocationReason } = record;
    const isStale = record.serialNumber !== null && record.serialNumber !== before?.serial;
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
    if (!hasChanged) return 'unchanged';
    this.#statements.replace.run(id, ...Object.values(after), before?.first_seen_at ?? at, at);
    if (before?.status !== status) this.#statements.addStatus.run(id, status, statusMessage, at);
    return before === undefined ? 'added' : 'changed';
  }

  #keepCertificate(
    id: string,
    { certificate, at }: { readonly certificate: StoredCertificate; readonly at: string },
  ): void {
    const { sha256, serialNumber, der, subject, issuer, subjectAlternativeNames } = certificate;
    const { notBefore, notAfter, sha1 } = certificate;
    this.#statements.addCertificate.run(
      ...[sha256, id, serialNumber, der, subject, issuer, JSON.stringify(subjectAlternativeNames)],
      ...[notBefore, notAfter, sha1, at],
    );
  }
}

function prepare(database: SqliteFile) {
  return {
    byId: database.prepare<RequestRow>(`SELECT ${columns} WHERE request.id = ?`),
    bySerial: database.prepare<RequestRow>(
      `SELECT ${columns} WHERE request.id =
         (SELECT request_id FROM certificate LEFT JOIN request AS holder
            ON holder.id = request_id AND holder.certificate = sha256
          WHERE serial = ? ORDER BY holder.id IS NULL, added_at DESC LIMIT 1)`,
    ),
    idBySerial: database.prepare<{ readonly id: string }>(
      `SELECT request.id FROM certificate
         JOIN request ON request.id = request_id AND request.certificate = sha256
       WHERE serial = ? ORDER BY added_at DESC LIMIT 1`,
    ),
    misplaced: database.prepare<{ readonly id: string }>(
      `SELECT request.id FROM request JOIN certificate ON sha256 = request.certificate
       WHERE request_id <> request.id ORDER BY length(request.id), request.id`,
    ),
    der: database.prepare<{ readonly der: Uint8Array }>(
      'SELECT der FROM request JOIN certificate ON certificate.sha256 = request.certificate WHERE id = ?',
    ),
    statuses: database.prepare<{
      readonly status: EndEntityStatus;
      readonly status_message: string | null;
      readonly at: string;
    }>('SELECT status, status_message, at FROM status_change WHERE request_id = ? ORDER BY number'),
    replace: database.prepare(
      `REPLACE INTO request (id, status, status_message, product_id, csr, certificate, revoked_at,
         revocation_reason, first_seen_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addStatus: database.prepare(
      'INSERT INTO status_change (request_id, status, status_message, at) VALUES (?, ?, ?, ?)',
    ),
    addCertificate: database.prepare(
      `INSERT INTO certificate (sha256, request_id, serial, der, subject, issuer, names, not_before,
         not_after, sha1, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (sha256) DO UPDATE SET request_id = excluded.request_id
         WHERE request_id <> excluded.request_id`,
    ),
  };
}

function readCertificate({ certificate }: CertificateRecord): StoredCertificate | undefined {
  return certificate === null ? undefined : readStoredCertificate(certificate);
}
