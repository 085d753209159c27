import { canonicalName, parseSerialNumber } from '@certbridge/certificate';
import type { SqliteFile } from '@certbridge/sqlite-file';
import type { StoredCertificates } from '../contract/ca-database.ts';
import type {
  CertificatePage,
  CertificateQuery,
  CertificateSort,
  KnownProduct,
  PageStart,
} from '../contract/certificate-search.ts';
import type { IssuedCertificate } from '../contract/issued-certificate.ts';
import { CompromisedKeys } from './compromised-keys.ts';
import { allOf, type Source } from './condition.ts';
import { type IssuedRow, issuedColumns, issuedJoins, toIssuedCertificate } from './issued-row.ts';
import { type QueryConditions, queryConditions } from './query-conditions.ts';
import { hasScope, type Known } from './scope-condition.ts';
import { behind, sortKey, sortOrder } from './sort-order.ts';
import { StatementCache } from './statement-cache.ts';
import { TrigramRarity } from './trigram-rarity.ts';

/**
 * What a source finds is sorted up to a number of certificates; of more, a page is soon found by going through all of them in
 * order. `inIndex` is where an index has all that is needed, so that no certificate has to be looked at.
 */
const fewOf = { inTable: 3000, inIndex: 20_000 };

/** Fewer are not worth a look whether another source finds fewer still. */
const VERY_FEW = 100;

/** Sorts by what wide indices have. */
const wideSorts: ReadonlySet<CertificateSort['by']> = new Set([
  'issued',
  'expires',
  'changed',
  'revoked',
  'product',
]);

/** A row of a page with the value that it is sorted by. */
type PageRow = IssuedRow & { readonly value: string | number };

/** Reads the certificates of all CAs of a database. */
export class SqliteCertificateIndex implements StoredCertificates {
  readonly #database: SqliteFile;
  readonly #few: Readonly<typeof fewOf>;
  readonly #rarity: TrigramRarity;
  readonly #cache: StatementCache;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #compromised: CompromisedKeys;

  constructor(database: SqliteFile, few: Readonly<typeof fewOf> = fewOf) {
    this.#database = database;
    this.#compromised = new CompromisedKeys(database);
    this.#few = few;
    this.#rarity = new TrigramRarity(database);
    this.#cache = new StatementCache(database);
    this.#statements = prepare(database);
  }

  search(
    query: CertificateQuery,
    options: { readonly sort: CertificateSort; readonly start: PageStart; readonly limit: number },
  ): CertificatePage {
    const { sort, start, limit } = options;
    const { column, orderBy, from } = sortOrder(sort);
    const { where, sources } = this.#conditions(withoutBound(query, options));
    const isInIndex = query.text === undefined && wideSorts.has(sort.by);
    const source = this.#narrowest(sources, { isInIndex }) ?? { from, condition: allOf([]) };
    const { sql, values } = allOf([source.condition, where, ...behind(start, sort)]);
    const statement = this.#cache.prepare<PageRow>(
      `SELECT page.value, ${issuedColumns}
       FROM (SELECT number, ${column} AS value FROM ${source.from} WHERE ${sql} ORDER BY ${orderBy} LIMIT ? OFFSET ?) AS page
       CROSS JOIN issued ON issued.number = page.number ${issuedJoins}`,
    );
    const offset = 'offset' in start ? start.offset : 0;
    return this.#database.read(() => toPage(statement.all(...values, limit, offset)));
  }

  count(query: CertificateQuery): number {
    const { where, sources } = this.#conditions(query);
    const [first] = sources;
    const source =
      this.#narrowest(sources, { isInIndex: query.text === undefined }) ??
      // One index has all that is asked for.
      (sources.length === 1 && query.text === undefined ? first : undefined);
    const { sql, values } = allOf([...(source === undefined ? [] : [source.condition]), where]);
    const statement = this.#cache.prepare<{ readonly count: number }>(
      `SELECT count(*) AS count FROM ${source?.from ?? 'issued'} WHERE ${sql}`,
    );
    return this.#database.read(() => statement.get(...values)?.count ?? 0);
  }

  find(
    serialNumber: string,
    issuers: readonly string[],
    { ca }: { readonly ca?: string | undefined } = {},
  ): IssuedCertificate | undefined {
    const serial = parseSerialNumber(serialNumber);
    if (serial === undefined) return undefined;
    const names = new Set(issuers.map(canonicalName));
    const found = this.#database.read(() => this.#statements.bySerial.all(serial).map(toIssuedCertificate));
    return found.find(
      (each) => (ca === undefined || each.ca === ca) && names.has(canonicalName(each.issuer)),
    );
  }

  issuersOf(ca: string): readonly string[] {
    return this.#database.read(() => this.#statements.issuers.all(ca).map(({ issuer }) => issuer));
  }

  productsOf(ca: string): readonly KnownProduct[] {
    return this.#database.read(() => this.#statements.products.all(ca).map(({ id, name }) => ({ id, name })));
  }

  newestOf(ca: string, issuer: string): IssuedCertificate | undefined {
    const name = canonicalName(issuer);
    const spelling = this.issuersOf(ca).find((other) => canonicalName(other) === name);
    if (spelling === undefined) return undefined;
    const row = this.#database.read(() => this.#statements.newest.get(ca, spelling));
    return row === undefined ? undefined : toIssuedCertificate(row);
  }

  ofRequest(ca: string, requestId: string): IssuedCertificate | undefined {
    const row = this.#database.read(() => this.#statements.ofRequest.get(ca, requestId));
    return row === undefined ? undefined : toIssuedCertificate(row);
  }

  isCompromised(publicKeyInfo: Uint8Array): boolean {
    return this.#compromised.has(publicKeyInfo);
  }

  #conditions(query: CertificateQuery): QueryConditions {
    const known = hasScope(query) ? this.#known() : { cas: [], products: [] };
    return queryConditions(query, { known, rarity: this.#rarity });
  }

  #known(): Known {
    return this.#database.read(() => ({
      cas: this.#statements.allCas.all(),
      products: this.#statements.allProducts.all(),
    }));
  }

  /** The source that finds the fewest certificates; none if each finds many. */
  #narrowest(sources: readonly Source[], { isInIndex }: { readonly isInIndex: boolean }): Source | undefined {
    let narrowest: { readonly source: Source; readonly count: number } | undefined;
    for (const source of sources) {
      const few = this.#few[isInIndex && source.isWide ? 'inIndex' : 'inTable'];
      const count = this.#countUpTo(few + 1, source);
      if (count <= few && count < (narrowest?.count ?? Number.POSITIVE_INFINITY))
        narrowest = { source, count };
      if (count <= VERY_FEW) break;
    }
    return narrowest?.source;
  }

  #countUpTo(limit: number, { rows: { sql, values } }: Source): number {
    const statement = this.#cache.prepare<{ readonly count: number }>(
      `SELECT count(*) AS count FROM (${sql} LIMIT ${limit})`,
    );
    return this.#database.read(() => statement.get(...values)?.count ?? 0);
  }
}

function prepare(database: SqliteFile) {
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

function toPage(rows: readonly PageRow[]): CertificatePage {
  const last = rows.at(-1);
  return {
    certificates: rows.map(toIssuedCertificate),
    end: last === undefined ? undefined : sortKey(last.value, { sha256: last.sha256, ca: last.ca_number }),
  };
}

/** Leaves out a bound that what is behind a place keeps anyhow: SQLite would begin at the bound instead of the place. */
function withoutBound(
  query: CertificateQuery,
  { sort: { by, descending }, start }: { readonly sort: CertificateSort; readonly start: PageStart },
): CertificateQuery {
  if (!('behind' in start)) return query;
  if (by !== 'issued' && by !== 'expires' && by !== 'changed' && by !== 'revoked') return query;
  const span = query[by];
  return span === undefined
    ? query
    : { ...query, [by]: { ...span, [descending ? 'before' : 'after']: undefined } };
}
