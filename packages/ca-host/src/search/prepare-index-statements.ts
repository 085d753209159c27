import type { SqliteFile } from '@certbridge/sqlite-file';
import type { KnownProduct } from '../contract/certificate-search.ts';
import { type IssuedRow, issuedColumns, issuedJoins } from './issued-row.ts';
import type { Known } from './scope-condition.ts';

/** Prepares what an index of certificates asks in the same words each time. */
export function prepareIndexStatements(database: SqliteFile) {
  return {
    allCas: database.prepare<Known['cas'][number]>('SELECT number, name FROM ca'),
    allProducts: database.prepare<Known['products'][number]>('SELECT key, ca, name FROM product'),
    bySerial: database.prepare<IssuedRow>(
      `SELECT ${issuedColumns}
       FROM certificate AS found
         CROSS JOIN issued ON issued.sha256 = unhex(found.sha256) AND issued.ca = found.ca ${issuedJoins}
       WHERE found.serial = ? ORDER BY issued.ca, issued.number`,
    ),
    // Jumps from issuer to issuer: there are few.
    issuers: database.prepare<{ readonly issuer: string }>(
      `WITH RECURSIVE
         own (ca) AS (SELECT number FROM ca WHERE name = ?),
         found (issuer) AS (
           SELECT (SELECT min(issuer) FROM issued WHERE ca = (SELECT ca FROM own))
           UNION ALL
           SELECT (SELECT min(issued.issuer) FROM issued WHERE issued.ca = (SELECT ca FROM own) AND issued.issuer > found.issuer)
           FROM found WHERE found.issuer IS NOT NULL
         )
       SELECT issuer FROM found WHERE issuer IS NOT NULL ORDER BY
         (SELECT max(not_before) FROM issued WHERE issued.ca = (SELECT ca FROM own) AND issued.issuer = found.issuer) DESC, issuer`,
    ),
    newest: database.prepare<IssuedRow>(
      `SELECT ${issuedColumns}
       FROM (SELECT number FROM issued INDEXED BY issued_by_newest
             WHERE ca = (SELECT number FROM ca WHERE name = ?) AND issuer = ? ORDER BY not_before DESC LIMIT 1) AS newest
         CROSS JOIN issued ON issued.number = newest.number ${issuedJoins}`,
    ),
    ofRequest: database.prepare<IssuedRow>(
      `SELECT ${issuedColumns} FROM issued ${issuedJoins} WHERE ca.name = ? AND issued.request_id = ?`,
    ),
    products: database.prepare<KnownProduct>(
      `SELECT product.number AS id, product.name FROM product JOIN ca ON ca.number = product.ca
       WHERE ca.name = ? AND product.name IS NOT NULL ORDER BY product.number`,
    ),
  };
}
