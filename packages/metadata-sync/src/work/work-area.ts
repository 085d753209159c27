import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { canonicalName, parseSerialNumber } from '@certbridge/certificate';
import type { SslDetails } from '@certbridge/sectigo-client';
import type { PlanRow } from '../planning/plan-row.ts';
import type { InventoryCounts } from '../state/state-store.ts';
import type { NamedCertificate } from '../summary/run-summary.ts';
import { type CertificateGroup, groupBySerial, type InventoryCertificate } from './group-certificates.ts';

/** Serial numbers that are read at a time. */
const BATCH = 500;

/** Memory for pages of the database, in KiB; what goes beyond is in a temporary file. */
const CACHE = 8_192;

/**
 * Holds what a run reads and plans, for certificates by the hundred thousand: a database of its own that is in memory
 * while it is small, moves into a temporary file as it grows, and is gone with the process.
 */
export class WorkArea {
  readonly #database: DatabaseSync;
  readonly #addSectigo: StatementSync;
  readonly #findSectigo: StatementSync;
  readonly #addKeyfactor: StatementSync;
  readonly #addDetails: StatementSync;
  readonly #removeDetails: StatementSync;
  readonly #addPlanned: StatementSync;
  readonly #findDetails: StatementSync;
  readonly #addOpen: StatementSync;
  /** Canonical names by what Command writes; there are few issuers. */
  readonly #issuers = new Map<string, string>();
  #inventoriesIndexed = false;
  #detailsIndexed = false;

  constructor() {
    // Loaded when it is used: on Node 22 that alone prints a warning.
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    // SQLite's name for a private database that is deleted when it is closed.
    this.#database = new DatabaseSync('');
    this.#database.exec(`
      PRAGMA cache_size = -${CACHE};
      PRAGMA journal_mode = OFF;
      PRAGMA synchronous = OFF;
      CREATE TABLE sectigo (id INTEGER, serial TEXT);
      CREATE TABLE keyfactor (id INTEGER PRIMARY KEY, serial TEXT, serial_number TEXT, common_name TEXT, issuer TEXT, issuer_key TEXT, metadata TEXT);
      CREATE TABLE details (id INTEGER, serial TEXT, details TEXT);
      CREATE TABLE open (serial TEXT PRIMARY KEY) WITHOUT ROWID;
      CREATE TABLE planned (position INTEGER PRIMARY KEY, row TEXT);
      BEGIN;`);
    const prepare = (sql: string) => this.#database.prepare(sql);
    this.#addSectigo = prepare('INSERT INTO sectigo VALUES (?, ?)');
    this.#findSectigo = prepare('SELECT 1 FROM sectigo WHERE serial = ? AND id = ? LIMIT 1');
    this.#addKeyfactor = prepare('INSERT OR REPLACE INTO keyfactor VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#addDetails = prepare('INSERT INTO details VALUES (?, ?, ?)');
    this.#removeDetails = prepare('DELETE FROM details WHERE id = ?');
    this.#addPlanned = prepare('INSERT INTO planned (row) VALUES (?)');
    this.#findDetails = prepare(
      'SELECT details FROM details WHERE id = ?1 AND (serial = ?2 OR serial IS NULL OR ?2 IS NULL) LIMIT 1',
    );
    this.#addOpen = prepare('INSERT OR IGNORE INTO open VALUES (?)');
  }

  /** Adds a row of SCM's list; a row without serial number (not issued yet) matches nothing and is left out. */
  addSectigo({
    sslId,
    serialNumber,
  }: {
    readonly sslId: number;
    readonly serialNumber?: string | null | undefined;
  }): void {
    const serial = parseSerialNumber(serialNumber);
    if (serial !== undefined) this.#addSectigo.run(sslId, serial);
  }

  addKeyfactor({ id, serialNumber, commonName, issuerDn, metadata }: InventoryCertificate): void {
    const serial = parseSerialNumber(serialNumber) ?? '';
    const issuerKey = this.#issuers.get(issuerDn) ?? canonicalName(issuerDn);
    this.#issuers.set(issuerDn, issuerKey);
    const json = JSON.stringify(metadata);
    this.#addKeyfactor.run(id, serial, serialNumber, commonName, issuerDn, issuerKey, json);
  }

  /** Returns whether SCM's list has this serial number under this id; true if the serial number is not known. */
  isListed(sslId: number, serialNumber: string | null | undefined): boolean {
    const serial = parseSerialNumber(serialNumber);
    if (serial === undefined) return true;
    this.#indexInventories();
    return this.#findSectigo.get(serial, sslId) !== undefined;
  }

  /** Holds details of the certificate with this serial number, in any notation; of any with the id where it is not known. */
  addDetails(details: SslDetails, serialNumber: string | null | undefined): void {
    const serial = parseSerialNumber(serialNumber) ?? null;
    this.#addDetails.run(details.sslId, serial, JSON.stringify(details));
  }

  /** Finds the details under an id; not those of another serial number, as far as both are known. */
  findDetails(sectigoId: number, serialNumber: string | null | undefined): SslDetails | undefined {
    if (!this.#detailsIndexed) {
      this.#database.exec('CREATE INDEX details_by_id ON details (id)');
      this.#detailsIndexed = true;
    }
    const row = this.#findDetails.get(sectigoId, parseSerialNumber(serialNumber) ?? null);
    return row && (JSON.parse(String(row.details)) as SslDetails);
  }

  /** Replaces the details of a certificate, or removes them. */
  replaceDetails(sectigoId: number, details: SslDetails | undefined): void {
    this.#removeDetails.run(sectigoId);
    if (details !== undefined) this.addDetails(details, details.serialNumber);
  }

  /** Drops all details, since they are not what SCM holds. */
  dropDetails(): void {
    this.#database.exec('DELETE FROM details');
  }

  get counts(): InventoryCounts {
    this.#indexInventories();
    const count = (sql: string) => Number(this.#database.prepare(sql).get()?.count);
    return {
      sectigo: count('SELECT count(*) AS count FROM (SELECT DISTINCT serial, id FROM sectigo)'),
      keyfactor: count('SELECT count(*) AS count FROM keyfactor'),
      matched: count('SELECT count(*) AS count FROM keyfactor WHERE serial IN (SELECT serial FROM sectigo)'),
    };
  }

  /** Command certificates that SCM does not have among the profiles in scope. */
  *unmatched(): Generator<NamedCertificate, void, undefined> {
    this.#indexInventories();
    const sql =
      'SELECT id, serial_number, common_name FROM keyfactor WHERE serial NOT IN (SELECT serial FROM sectigo)';
    for (const row of this.#database.prepare(sql).iterate()) {
      yield {
        serialNumber: String(row.serial_number),
        commonName: textOrNull(row.common_name),
        sectigoId: null,
        keyfactorId: Number(row.id),
      };
    }
  }

  /** Ids in SCM of the certificates that their serial number alone identifies in both systems. */
  *clearSectigoIds(): Generator<number, void, undefined> {
    this.#indexInventories();
    const sql = `SELECT min(s.id) AS id FROM sectigo AS s JOIN keyfactor AS k ON k.serial = s.serial
      GROUP BY s.serial HAVING min(s.id) = max(s.id) AND min(k.issuer_key) = max(k.issuer_key)`;
    for (const row of this.#database.prepare(sql).iterate()) yield Number(row.id);
  }

  /** Certificates that both systems have, in the order of their serial numbers, some hundred at a time. */
  groups(): Generator<readonly CertificateGroup[], void, undefined> {
    return this.#groupsOf(
      `SELECT DISTINCT serial FROM keyfactor AS k WHERE serial > ?
        AND EXISTS (SELECT 1 FROM sectigo AS s WHERE s.serial = k.serial) ORDER BY serial LIMIT ${BATCH}`,
      'BETWEEN ? AND ?',
    );
  }

  /** Marks the certificates of a canonical serial number as open. */
  addOpen(serial: string): void {
    this.#addOpen.run(serial);
  }

  /** Those of the groups that were marked as open. */
  openGroups(): Generator<readonly CertificateGroup[], void, undefined> {
    return this.#groupsOf(
      `SELECT serial FROM open WHERE serial > ? ORDER BY serial LIMIT ${BATCH}`,
      'IN (SELECT serial FROM open WHERE serial BETWEEN ? AND ?)',
    );
  }

  *#groupsOf(
    serialsAfter: string,
    withSerials: string,
  ): Generator<readonly CertificateGroup[], void, undefined> {
    this.#indexInventories();
    const nextSerials = this.#database.prepare(serialsAfter);
    const keyfactor = this.#database.prepare(
      `SELECT * FROM keyfactor WHERE serial ${withSerials} ORDER BY serial, id`,
    );
    const sectigo = this.#database.prepare(
      `SELECT DISTINCT serial, id FROM sectigo WHERE serial ${withSerials} ORDER BY serial, id`,
    );
    for (let after = ''; ; ) {
      const serials = nextSerials.all(after).map((row) => String(row.serial));
      const [first, last] = [serials[0], serials.at(-1)];
      if (first === undefined || last === undefined) return;
      const sectigoIds = new Map<string, number[]>();
      for (const row of sectigo.iterate(first, last)) {
        const serial = String(row.serial);
        const ids = sectigoIds.get(serial);
        if (ids) ids.push(Number(row.id));
        else sectigoIds.set(serial, [Number(row.id)]);
      }
      yield groupBySerial(keyfactor.all(first, last).map(toInventory), sectigoIds);
      after = last;
    }
  }

  addPlanned(row: PlanRow): void {
    this.#addPlanned.run(JSON.stringify(row));
  }

  /** What was planned, in the order it was added. */
  *planned(): Generator<PlanRow, void, undefined> {
    const next = this.#database.prepare(
      `SELECT * FROM planned WHERE position > ? ORDER BY position LIMIT ${BATCH}`,
    );
    for (let after = 0; ; ) {
      const rows = next.all(after);
      if (rows.length === 0) return;
      for (const row of rows) yield JSON.parse(String(row.row)) as PlanRow;
      after = Number(rows.at(-1)?.position);
    }
  }

  /** Sorting once what came in any order costs half of keeping it sorted all along. */
  #indexInventories(): void {
    if (this.#inventoriesIndexed) return;
    this.#database.exec(`
      CREATE INDEX sectigo_by_serial ON sectigo (serial, id);
      CREATE INDEX keyfactor_by_serial ON keyfactor (serial);`);
    this.#inventoriesIndexed = true;
  }

  close(): void {
    this.#database.close();
  }
}

function toInventory(row: Record<string, unknown>): InventoryCertificate {
  return {
    id: Number(row.id),
    serialNumber: String(row.serial_number),
    commonName: textOrNull(row.common_name),
    issuerDn: String(row.issuer),
    metadata: JSON.parse(String(row.metadata)) as InventoryCertificate['metadata'],
  };
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : String(value);
}
