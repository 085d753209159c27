import type { EndEntityStatus } from '@certbridge/ca-plugin';
import type { SqliteFile } from '@certbridge/sqlite-file';
import type { RequestRow } from './request-row.ts';

/** Reads requests with their certificates, as {@link RequestRow}; a WHERE clause follows. */
export const selectRequests = `SELECT request.*, product.name AS product_name, serial, subject, issuer, names,
    not_before, not_after, sha1, sha256
  FROM request
    LEFT JOIN certificate ON certificate.ca = request.ca AND certificate.sha256 = request.certificate
    LEFT JOIN product ON product.ca = request.ca AND product.id = request.product_id`;

/** A request whose certificate was kept for another one; the final row has the id of the last request of the part instead. */
export interface MisplacedRow {
  readonly id: string | null;
  readonly last: string | null;
}

/** Reads a part of the requests of a CA, those behind an id, as {@link MisplacedRow}. */
export const selectMisplaced = `WITH part AS (SELECT ca, id, certificate FROM request WHERE ca = ? AND id > ? ORDER BY id LIMIT ?)
  SELECT id, NULL AS last FROM part
    JOIN certificate ON certificate.ca = part.ca AND sha256 = certificate AND request_id <> id
  UNION ALL SELECT NULL, max(id) FROM part`;

/** Prepares what the store of requests asks and writes; the first value of each is the number of the CA. */
export function prepareRequestStatements(database: SqliteFile) {
  return {
    byId: database.prepare<RequestRow>(`${selectRequests} WHERE request.ca = ? AND request.id = ?`),
    bySerial: database.prepare<RequestRow>(
      `${selectRequests} WHERE request.ca = ?1 AND request.id =
         (SELECT request_id FROM certificate LEFT JOIN request AS holder
            ON holder.ca = certificate.ca AND holder.id = request_id AND holder.certificate = sha256
          WHERE certificate.ca = ?1 AND serial = ?2 ORDER BY holder.id IS NULL, added_at DESC LIMIT 1)`,
    ),
    idBySerial: database.prepare<{ readonly id: string }>(
      `SELECT request.id FROM certificate JOIN request
         ON request.ca = certificate.ca AND request.id = request_id AND request.certificate = sha256
       WHERE certificate.ca = ? AND serial = ? ORDER BY added_at DESC LIMIT 1`,
    ),
    der: database.prepare<{ readonly der: Uint8Array }>(
      `SELECT der FROM request
         JOIN certificate ON certificate.ca = request.ca AND certificate.sha256 = request.certificate
       WHERE request.ca = ? AND id = ?`,
    ),
    holder: database.prepare<{ readonly id: string }>(
      'SELECT request_id AS id FROM certificate WHERE ca = ? AND sha256 = ?',
    ),
    count: database.prepare<{ readonly count: number }>(
      'SELECT count(*) AS count FROM request WHERE ca = ? AND status IN (SELECT value FROM json_each(?))',
    ),
    statuses: database.prepare<{
      readonly status: EndEntityStatus;
      readonly status_message: string | null;
      readonly at: string;
    }>(
      'SELECT status, status_message, at FROM status_change WHERE ca = ? AND request_id = ? ORDER BY number',
    ),
    replace: database.prepare(
      `REPLACE INTO request (ca, id, status, status_message, product_id, csr, certificate, revoked_at,
         revocation_reason, first_seen_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    addStatus: database.prepare(
      'INSERT INTO status_change (ca, request_id, status, status_message, at) VALUES (?, ?, ?, ?, ?)',
    ),
    markOrder: database.prepare(
      `UPDATE placed_order SET is_kept = 1
       WHERE ca = ? AND request_id = ? AND state = 'ordered' AND is_kept = 0`,
    ),
    addCertificate: database.prepare(
      `INSERT INTO certificate (ca, sha256, request_id, serial, der, subject, issuer, names, not_before,
         not_after, sha1, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (ca, sha256) DO UPDATE SET request_id = excluded.request_id`,
    ),
  };
}
