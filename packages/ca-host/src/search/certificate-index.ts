import { KeyObject } from 'node:crypto';
import { canonicalName, parseSerialNumber } from '@certbridge/certificate';
import { optional } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkSearch, checkStoredQuery } from '../arguments/check-search.ts';
import {
  checkCertificate,
  checkDate,
  checkObject,
  checkText,
  checkTexts,
} from '../arguments/check-values.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { StoredCertificates } from '../contract/ca-database.ts';
import type {
  CertificateSort,
  KnownProduct,
  PageStart,
  SortKey,
  StoredCertificatePage,
  StoredCertificateQuery,
} from '../contract/certificate-search.ts';
import type { CertificateKey, IssuedCertificate, RevokedInfo } from '../contract/issued-certificate.ts';
import { CompromisedKeys } from './compromised-keys.ts';
import { allOf, type Condition, type Source } from './condition.ts';
import { type IssuedRow, issuedColumns, issuedJoins, toIssuedCertificate } from './issued-row.ts';
import { prepareIndexStatements } from './prepare-index-statements.ts';
import { type QueryConditions, queryConditions } from './query-conditions.ts';
import { hasScope, type Known } from './scope-condition.ts';
import { behind, endBefore, sortKey, sortOrder, upTo } from './sort-order.ts';
import { StatementCache } from './statement-cache.ts';
import { TooManySearchesError } from './too-many-searches-error.ts';
import { TrigramRarity } from './trigram-rarity.ts';

/**
 * What a source finds is sorted up to a number of certificates; of more, a page is soon found by going through all of them in
 * order. `inIndex` is where an index has all that is needed, so that no certificate has to be looked at.
 */
const fewOf = { inTable: 3000, inIndex: 20_000 };

/**
 * Rows scanned without a helpful index before the search moves to a worker thread: a page of a common value is full by then. Where
 * the order's index has what is asked for, scanning is faster than where texts have to be read.
 */
const lookedAt = { atTexts: 500, atIndex: 3000 };

/** Searches that may take long at one time: one after the other, a second each where there are many certificates. */
const MOST_SLOW = 64;

/** With fewer it is not worth asking whether another source finds fewer still. */
const VERY_FEW = 100;

/** Sorts by what wide indices have. */
const wideSorts: ReadonlySet<CertificateSort['by']> = new Set([
  'issued',
  'expires',
  'changed',
  'revoked',
  'product',
]);

const findOptions = optional('option', { ca: 'text?' });

/** A row of a page with the value that it is sorted by. */
type PageRow = IssuedRow & { readonly value: string | number };

/** Reads the certificates of all CAs of a database. */
export class SqliteCertificateIndex implements StoredCertificates {
  readonly #database: SqliteFile;
  readonly #few: Readonly<typeof fewOf>;
  readonly #looked: Readonly<typeof lookedAt>;
  readonly #rarity: TrigramRarity;
  readonly #cache: StatementCache;
  readonly #statements: ReturnType<typeof prepareIndexStatements>;
  readonly #compromised: CompromisedKeys;
  /** Revocations that the authority has and the database may lack. */
  readonly #revocations = new Map<string, RevokedInfo>();
  #slow = 0;

  constructor(
    database: SqliteFile,
    {
      few = fewOf,
      looked = lookedAt,
    }: { readonly few?: typeof fewOf | undefined; readonly looked?: typeof lookedAt | undefined } = {},
  ) {
    this.#database = database;
    this.#compromised = new CompromisedKeys(database);
    this.#few = few;
    this.#looked = looked;
    this.#rarity = new TrigramRarity(database);
    this.#cache = new StatementCache(database);
    this.#statements = prepareIndexStatements(database);
  }

  async search(
    query: StoredCertificateQuery,
    options: { readonly sort: CertificateSort; readonly start: PageStart; readonly limit: number },
  ): Promise<StoredCertificatePage> {
    checkSearch(query, options);
    const { sort, start, limit } = options;
    const { column, orderBy, from } = sortOrder(sort);
    const { where, sources, looksAtText } = this.#conditions(withoutBound(query, options));
    const { offset = 0 } = start as { readonly offset?: number };
    const pageOf = (table: string, conditions: readonly Condition[]): Condition => {
      const { sql, values } = allOf([...conditions, where, ...behind(start, sort)]);
      return {
        sql: `SELECT page.value, ${issuedColumns}
         FROM (SELECT number, ${column} AS value FROM ${table} WHERE ${sql} ORDER BY ${orderBy} LIMIT ? OFFSET ?) AS page
         CROSS JOIN issued ON issued.number = page.number ${issuedJoins}`,
        values: [...values, limit, offset],
      };
    };
    const isInIndex = query.text === undefined && wideSorts.has(sort.by);
    const narrowest = this.#narrowest(sources, { isInIndex });
    if (narrowest !== undefined) return this.#read(pageOf(narrowest.from, [narrowest.condition]));
    if (Object.keys(query).length === 0) return this.#read(pageOf(from, []));
    if (offset === 0) {
      const last = this.#rowAt(limit + this.#looked[looksAtText ? 'atTexts' : 'atIndex'], options);
      const page = this.#read(pageOf(from, last === undefined ? [] : [upTo(last, sort)]));
      if (last === undefined || page.certificates.length === limit) return page;
    }
    // Texts are read in the order in which they are stored, which is much quicker than in any other.
    const rows = await this.#readBeside<PageRow>(pageOf(looksAtText ? 'issued NOT INDEXED' : from, []));
    return this.#database.read(() => toPage(rows));
  }

  async count(query: StoredCertificateQuery): Promise<number> {
    checkStoredQuery(query, 'certificates.count');
    const { where, sources, looksAtText } = this.#conditions(query);
    const [first] = sources;
    const narrowest = this.#narrowest(sources, { isInIndex: query.text === undefined });
    const source =
      narrowest ??
      // One index has all that is asked for.
      (sources.length === 1 && query.text === undefined ? first : undefined);
    const { sql, values } = allOf([...(source === undefined ? [] : [source.condition]), where]);
    const counting = {
      sql: `SELECT count(*) AS count FROM ${source?.from ?? 'issued'} WHERE ${sql}`,
      values,
    };
    const [row] =
      looksAtText && narrowest === undefined
        ? await this.#readBeside<{ readonly count: number }>(counting)
        : this.#all<{ readonly count: number }>(counting);
    return row?.count ?? 0;
  }

  find(
    serialNumber: string,
    issuers: readonly string[],
    options: { readonly ca?: string | undefined } = {},
  ): IssuedCertificate | undefined {
    checkText(serialNumber, 'Argument 1 of certificates.find');
    checkTexts(issuers, 'Argument 2 of certificates.find');
    checkObject(options, findOptions, { of: 'certificates.find', position: 3 });
    const { ca } = options;
    const serial = parseSerialNumber(serialNumber);
    if (serial === undefined) return undefined;
    const names = new Set(issuers.map((text) => canonicalName(text)));
    const found = this.#database.read(() => this.#statements.bySerial.all(serial).map(toIssuedCertificate));
    const meant = found.find(
      (each) => (ca === undefined || each.ca === ca) && names.has(canonicalName(each.issuer)),
    );
    return meant && this.#asNoted(meant);
  }

  issuersOf(ca: string): readonly string[] {
    checkText(ca, 'Argument 1 of certificates.issuersOf');
    return this.#database.read(() => this.#statements.issuers.all(ca).map(({ issuer }) => issuer));
  }

  productsOf(ca: string): readonly KnownProduct[] {
    checkText(ca, 'Argument 1 of certificates.productsOf');
    return this.#database.read(() => this.#statements.products.all(ca).map(({ id, name }) => ({ id, name })));
  }

  newestOf(ca: string, issuer: string): IssuedCertificate | undefined {
    checkText(ca, 'Argument 1 of certificates.newestOf');
    checkText(issuer, 'Argument 2 of certificates.newestOf');
    const row = this.#newest(ca, issuer) ?? this.#newest(ca, this.#spellingOf(issuer, { ca }));
    return row === undefined ? undefined : toIssuedCertificate(row);
  }

  ofRequest(ca: string, requestId: string): IssuedCertificate | undefined {
    checkText(ca, 'Argument 1 of certificates.ofRequest');
    checkText(requestId, 'Argument 2 of certificates.ofRequest');
    const row = this.#database.read(() => this.#statements.ofRequest.get(ca, requestId));
    return row === undefined ? undefined : this.#asNoted(toIssuedCertificate(row));
  }

  noteRevocation(certificate: CertificateKey, revocation: RevokedInfo): void {
    checkCertificate(certificate, 'Argument 1 of certificates.noteRevocation');
    checkDate(revocation?.at, 'The property at of certificates.noteRevocation');
    const key = keyOf(certificate);
    // The first one knows the reason; the same again finds the certificate revoked.
    if (!this.#revocations.has(key)) this.#revocations.set(key, revocation);
  }

  #asNoted(certificate: IssuedCertificate): IssuedCertificate {
    const key = keyOf(certificate);
    const revocation = this.#revocations.get(key);
    if (revocation === undefined) return certificate;
    if (certificate.revocation === null) return { ...certificate, revocation };
    this.#revocations.delete(key);
    return certificate;
  }

  isCompromised(key: KeyObject): boolean {
    if (!(key instanceof KeyObject)) {
      throw invalidArgument('Argument 1 of certificates.isCompromised must be a KeyObject.');
    }
    return this.#compromised.has(key);
  }

  #newest(ca: string, issuer: string | undefined): IssuedRow | undefined {
    if (issuer === undefined) return undefined;
    return this.#database.read(() => this.#statements.newest.get(ca, issuer));
  }

  /** How certificates of a CA spell the name of an issuer. */
  #spellingOf(issuer: string, { ca }: { readonly ca: string }): string | undefined {
    const name = canonicalName(issuer);
    return this.issuersOf(ca).find((other) => canonicalName(other) === name);
  }

  #read(page: Condition): StoredCertificatePage {
    return this.#database.read(() => toPage(this.#all<PageRow>(page)));
  }

  #all<Row>({ sql, values }: Condition): Row[] {
    return this.#database.read(() => this.#cache.prepare<Row>(sql).all(...values));
  }

  /** The place so many rows behind where a page begins, whether they are asked for or not; undefined where there are not so many. */
  #rowAt(
    rows: number,
    { sort, start }: { readonly sort: CertificateSort; readonly start: PageStart },
  ): SortKey | undefined {
    const { column, orderBy, from } = sortOrder(sort);
    const { sql, values } = allOf(behind(start, sort));
    const [row] = this.#all<{
      readonly value: string | number;
      readonly hex: string;
      readonly ca: number;
    }>({
      sql: `SELECT ${column} AS value, hex(sha256) AS hex, ca FROM ${from} WHERE ${sql} ORDER BY ${orderBy} LIMIT 1 OFFSET ?`,
      values: [...values, rows],
    });
    return row === undefined ? undefined : sortKey(row.value, { sha256: row.hex, ca: row.ca });
  }

  async #readBeside<Row>({ sql, values }: Condition): Promise<Row[]> {
    if (this.#slow >= MOST_SLOW) throw new TooManySearchesError();
    this.#slow += 1;
    try {
      return await this.#database.readBeside<Row>(sql, values);
    } finally {
      this.#slow -= 1;
    }
  }

  #conditions(query: StoredCertificateQuery): QueryConditions {
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

function keyOf({ ca, requestId, serialNumber }: CertificateKey): string {
  return JSON.stringify([ca, requestId, serialNumber]);
}

function toPage(rows: readonly PageRow[]): StoredCertificatePage {
  const last = rows.at(-1);
  return {
    certificates: rows.map(toIssuedCertificate),
    end: last === undefined ? undefined : sortKey(last.value, { sha256: last.sha256, ca: last.ca_number }),
  };
}

/** Leaves out a bound that what is behind a place keeps anyhow: SQLite would begin at the bound instead of the place. */
function withoutBound(
  query: StoredCertificateQuery,
  { sort: { by, descending }, start }: { readonly sort: CertificateSort; readonly start: PageStart },
): StoredCertificateQuery {
  if (endBefore(start) === undefined) return query;
  if (by !== 'issued' && by !== 'expires' && by !== 'changed' && by !== 'revoked') return query;
  const span = query[by];
  return span === undefined
    ? query
    : { ...query, [by]: { ...span, [descending ? 'before' : 'after']: undefined } };
}
