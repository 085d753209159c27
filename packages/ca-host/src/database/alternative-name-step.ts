/** Types of names in RFC 5280 by what a certificate's names are kept with. */
const types = [
  ['dns', 'dNSName'],
  ['ip', 'iPAddress'],
  ['email', 'rfc822Name'],
  ['uri', 'uniformResourceIdentifier'],
  ['dirname', 'directoryName'],
] as const;

const kind = "substr(value, 1, instr(value, '=') - 1)";
const type = `CASE ${kind} ${types.map(([from, to]) => `WHEN '${from}' THEN '${to}'`).join(' ')} ELSE ${kind} END`;
const shown = `coalesce((SELECT group_concat(${type} || substr(value, instr(value, '=')), ', ' ORDER BY key)
  FROM json_each(names)), '')`;

const text = `concat(char(10), new.subject, char(10), new.user_name, char(10), new.alternative_name, char(10))`;

/**
 * Makes `issued` hold the alternative names as one text, as they are shown, since that is what text is sought in. All that is
 * derived from them is made anew.
 */
export const alternativeNameStep = `
  DROP TRIGGER issued_text_insert;
  DROP TRIGGER issued_text_update;
  DROP TRIGGER issued_text_delete;
  DROP TABLE issued_text;
  DROP VIEW issuable;
  UPDATE issued SET names = ${shown};
  ALTER TABLE issued RENAME COLUMN names TO alternative_name;
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
      subject, issuer, ${shown} AS alternative_name, coalesce(placed_order.user_name, '') AS user_name
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
  INSERT INTO issued_text (rowid, text) SELECT new.number, ${text} FROM issued AS new;
  CREATE TRIGGER issued_text_insert AFTER INSERT ON issued BEGIN
    INSERT INTO issued_text (rowid, text) SELECT new.number, ${text};
  END;
  CREATE TRIGGER issued_text_update AFTER UPDATE ON issued
    WHEN new.sha256 <> old.sha256 OR new.user_name <> old.user_name COLLATE BINARY BEGIN
    DELETE FROM issued_text WHERE rowid = old.number;
    INSERT INTO issued_text (rowid, text) SELECT new.number, ${text};
  END;
  CREATE TRIGGER issued_text_delete AFTER DELETE ON issued BEGIN
    DELETE FROM issued_text WHERE rowid = old.number;
  END;
`;
