/**
 * Makes room for several CAs, and for searches.
 *
 * Existing data goes to one unnamed CA. A certificate that two CAs have is kept for each of them. `product.number` is
 * what a host shows, and `product.key` is unique in the database. `is_kept` of an order says that its request is there. Requests have
 * rows of their own now: with a CSR, a row is too large for a table without, and took a page.
 *
 * `issued` has what searches look at of every request that has a certificate, and is derived: `issuable` says from what. Times are
 * milliseconds since 1970, since they are in every index. `revocation` is the CRLReason, unspecified where none is known, and -1
 * unless it is revoked; `revoked_at` is 0 then. The indices that give an order also hold what most searches ask for, those of
 * the times all but text, so that a search that has to pass many rows reads only the index. `issued_text` finds text in the
 * middle; it keeps no text, and not where in the text something was: what it finds is compared again.
 */
export const severalCasStep = `
  CREATE TABLE ca (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  INSERT INTO ca SELECT 1, '' WHERE EXISTS (
    SELECT 1 FROM request UNION ALL SELECT 1 FROM product UNION ALL SELECT 1 FROM sync_run
    UNION ALL SELECT 1 FROM placed_order UNION ALL SELECT 1 FROM order_note
  );

  CREATE TABLE new_certificate (
    ca INTEGER NOT NULL REFERENCES ca (number),
    sha256 TEXT NOT NULL,
    request_id TEXT NOT NULL,
    serial TEXT NOT NULL,
    subject TEXT NOT NULL,
    issuer TEXT NOT NULL,
    names TEXT NOT NULL,
    not_before TEXT NOT NULL,
    not_after TEXT NOT NULL,
    sha1 TEXT NOT NULL,
    added_at TEXT NOT NULL,
    der BLOB NOT NULL,
    PRIMARY KEY (ca, sha256)
  ) STRICT;
  INSERT INTO new_certificate
    SELECT 1, sha256, request_id, serial, subject, issuer, names, not_before, not_after, sha1, added_at, der
    FROM certificate ORDER BY rowid;
  CREATE TABLE new_request (
    ca INTEGER NOT NULL REFERENCES ca (number),
    id TEXT NOT NULL,
    status INTEGER NOT NULL,
    status_message TEXT,
    product_id TEXT,
    csr TEXT,
    certificate TEXT,
    revoked_at TEXT,
    revocation_reason INTEGER,
    first_seen_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (ca, id),
    FOREIGN KEY (ca, certificate) REFERENCES new_certificate (ca, sha256)
  ) STRICT;
  INSERT INTO new_request
    SELECT 1, id, status, status_message, product_id, csr, certificate, revoked_at, revocation_reason,
      first_seen_at, changed_at FROM request;
  DROP TABLE request;
  DROP TABLE certificate;
  ALTER TABLE new_certificate RENAME TO certificate;
  ALTER TABLE new_request RENAME TO request;
  CREATE INDEX request_by_status ON request (ca, status);
  CREATE INDEX request_compromised ON request (ca, id) WHERE revocation_reason = 1;
  CREATE INDEX certificate_by_serial ON certificate (serial);
  CREATE INDEX certificate_by_expiry ON certificate (not_after);

  ALTER TABLE status_change ADD COLUMN ca INTEGER NOT NULL DEFAULT 1;
  DROP INDEX status_change_by_request;
  CREATE INDEX status_change_by_request ON status_change (ca, request_id);
  ALTER TABLE sync_run ADD COLUMN ca INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX sync_run_completed ON sync_run (ca, number) WHERE result = 'completed';
  ALTER TABLE order_note ADD COLUMN ca INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE placed_order ADD COLUMN ca INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE placed_order ADD COLUMN user_name TEXT;
  ALTER TABLE placed_order ADD COLUMN is_kept INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE placed_order ADD COLUMN is_sent INTEGER NOT NULL DEFAULT 1;
  UPDATE placed_order SET is_kept = 1 WHERE request_id IN (SELECT id FROM request);
  DROP INDEX placed_order_by_identity;
  DROP INDEX placed_order_open;
  DROP INDEX placed_order_request;
  CREATE INDEX placed_order_by_identity ON placed_order (ca, identity);
  CREATE UNIQUE INDEX placed_order_open ON placed_order (ca, identity) WHERE state = 'sent';
  CREATE UNIQUE INDEX placed_order_request ON placed_order (ca, request_id)
    WHERE state = 'ordered' AND kind <> 'replace';
  CREATE INDEX placed_order_unkept ON placed_order (ca) WHERE state = 'ordered' AND is_kept = 0;

  CREATE TABLE new_product (
    key INTEGER PRIMARY KEY,
    ca INTEGER NOT NULL REFERENCES ca (number),
    number INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    is_offered INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    UNIQUE (ca, id),
    UNIQUE (ca, number)
  ) STRICT;
  WITH seen (id, name, is_offered, first_seen_at, last_seen_at) AS (
    SELECT id, name, 1, first_seen_at, last_seen_at FROM product
    UNION ALL
    SELECT product_id, NULL, 0, min(first_seen_at), max(first_seen_at) FROM request
    WHERE product_id IS NOT NULL AND product_id NOT IN (SELECT id FROM product) GROUP BY product_id
  )
  INSERT INTO new_product (ca, number, id, name, is_offered, first_seen_at, last_seen_at)
    SELECT 1, row_number() OVER (ORDER BY is_offered DESC, first_seen_at, length(id), id),
      id, name, is_offered, first_seen_at, last_seen_at FROM seen;
  DROP TABLE product;
  ALTER TABLE new_product RENAME TO product;

  CREATE TABLE issuer_certificate (
    sha256 TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    der BLOB NOT NULL,
    added_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX issuer_certificate_by_subject ON issuer_certificate (subject);

  CREATE TABLE issued (
    number INTEGER PRIMARY KEY,
    ca INTEGER NOT NULL,
    request_id TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    product INTEGER NOT NULL,
    is_revoked INTEGER NOT NULL,
    revocation INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    subject TEXT NOT NULL COLLATE NOCASE,
    issuer TEXT NOT NULL,
    names TEXT NOT NULL,
    user_name TEXT NOT NULL COLLATE NOCASE,
    UNIQUE (ca, request_id),
    UNIQUE (sha256, ca)
  ) STRICT;
  CREATE VIEW issuable AS
    SELECT request.ca, request.id AS request_id, unhex(certificate.sha256) AS sha256,
      coalesce(product.key, 0) AS product,
      request.status = 50 AS is_revoked,
      CASE request.status WHEN 50 THEN coalesce(revocation_reason, 0) ELSE -1 END AS revocation,
      CASE request.status WHEN 50 THEN CAST(round(1000 * unixepoch(
        coalesce(revoked_at, (
          SELECT max(at) FROM status_change
          WHERE status_change.ca = request.ca AND request_id = request.id AND status_change.status = 50
        ), changed_at), 'subsec')) AS INTEGER) ELSE 0 END AS revoked_at,
      CAST(round(1000 * unixepoch(changed_at, 'subsec')) AS INTEGER) AS changed_at,
      CAST(round(1000 * unixepoch(not_before, 'subsec')) AS INTEGER) AS not_before,
      CAST(round(1000 * unixepoch(not_after, 'subsec')) AS INTEGER) AS not_after,
      subject, issuer, names, coalesce(placed_order.user_name, '') AS user_name
    FROM request
    JOIN certificate ON certificate.ca = request.ca AND certificate.sha256 = request.certificate
      AND certificate.request_id = request.id
    LEFT JOIN product ON product.ca = request.ca AND product.id = request.product_id
    LEFT JOIN placed_order ON placed_order.ca = request.ca AND placed_order.request_id = request.id
      AND placed_order.state = 'ordered' AND placed_order.kind <> 'replace'
    WHERE request.status IN (40, 50, 60);
  CREATE VIRTUAL TABLE issued_text USING fts5(
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
  );
  CREATE TRIGGER issued_text_insert AFTER INSERT ON issued BEGIN
    INSERT INTO issued_text (rowid, text) SELECT new.number, concat(
      char(10), new.subject, char(10), new.user_name, char(10),
      (SELECT group_concat(value, char(10)) FROM json_each(new.names)), char(10));
  END;
  CREATE TRIGGER issued_text_update AFTER UPDATE ON issued
    WHEN new.sha256 <> old.sha256 OR new.user_name <> old.user_name COLLATE BINARY BEGIN
    DELETE FROM issued_text WHERE rowid = old.number;
    INSERT INTO issued_text (rowid, text) SELECT new.number, concat(
      char(10), new.subject, char(10), new.user_name, char(10),
      (SELECT group_concat(value, char(10)) FROM json_each(new.names)), char(10));
  END;
  CREATE TRIGGER issued_text_delete AFTER DELETE ON issued BEGIN
    DELETE FROM issued_text WHERE rowid = old.number;
  END;
  INSERT INTO issued (ca, request_id, sha256, product, is_revoked, revocation, revoked_at, changed_at, not_before,
      not_after, subject, issuer, names, user_name)
    SELECT ca, request_id, sha256, product, is_revoked, revocation, revoked_at, changed_at, not_before,
      not_after, subject, issuer, names, user_name FROM issuable;
  CREATE INDEX issued_by_issued ON issued
    (not_before, sha256, ca, product, revocation, not_after, changed_at, revoked_at);
  CREATE INDEX issued_by_expires ON issued
    (not_after, sha256, ca, product, revocation, not_before, changed_at, revoked_at);
  CREATE INDEX issued_by_changed ON issued
    (changed_at, sha256, ca, product, revocation, not_before, not_after, revoked_at);
  CREATE INDEX issued_by_revoked ON issued (revoked_at, sha256, ca, product, revocation);
  CREATE INDEX issued_by_status ON issued (is_revoked, sha256, ca, product, revocation);
  CREATE INDEX issued_by_product ON issued (product, sha256, ca, revocation);
  CREATE INDEX issued_by_user_name ON issued (user_name, sha256, ca, product, revocation);
  CREATE INDEX issued_by_subject ON issued (subject, sha256, ca, product, revocation);
  CREATE INDEX issued_by_issuer ON issued (issuer, sha256, ca, product, revocation);
  CREATE INDEX issued_by_scope ON issued (ca, product, revocation);
  CREATE INDEX issued_by_newest ON issued (ca, issuer, not_before);
`;
