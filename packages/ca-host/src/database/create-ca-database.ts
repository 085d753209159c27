import { optional, type Shape } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkObject, checkText } from '../arguments/check-values.ts';
import type { CaDatabase } from '../contract/ca-database.ts';
import type { CaStore } from '../contract/ca-store.ts';
import { SqliteCertificateIndex } from '../search/certificate-index.ts';
import { CaTable } from './ca-table.ts';
import { SqliteIssuerStore } from './issuer-store.ts';
import { SqliteOrderStore } from './order-store.ts';
import { SqlitePollStore } from './poll-store.ts';
import { SqliteProductStore } from './product-store.ts';
import { SqliteRecordStore } from './record-store.ts';
import { SqliteRequestStore } from './request-store.ts';
import { SqliteShownPageStore } from './shown-page-store.ts';
import { SqliteSyncStore } from './sync-store.ts';

const storeOptions = optional('option', { isOnly: 'flag?' } satisfies Shape<
  NonNullable<Parameters<CaDatabase['store']>[1]>
>);

/** Gives a file of the kind its stores. */
export function createCaDatabase(database: SqliteFile): CaDatabase {
  const cas = new CaTable(database);
  return {
    cas: () => cas.names(),
    async store(ca, options) {
      checkText(ca, 'Argument 1 of database.store');
      checkObject(options, storeOptions, { of: 'database.store', position: 2 });
      return createStore(database, await cas.numberOf(ca, { isOnly: options?.isOnly ?? false }));
    },
    certificates: new SqliteCertificateIndex(database),
    issuers: new SqliteIssuerStore(database),
    records(kind) {
      checkText(kind, 'Argument 1 of database.records');
      return new SqliteRecordStore(database, kind);
    },
    shownPages: new SqliteShownPageStore(database),
    processes: {
      own: () => database.processes.own(),
      isRunning(name) {
        checkText(name, 'Argument 1 of database.processes.isRunning');
        return database.processes.isRunning(name);
      },
    },
    isKeptLocked: () => database.isKeptLocked,
    close: () => database.close(),
  };
}

function createStore(database: SqliteFile, ca: number): CaStore {
  const products = new SqliteProductStore(database, ca);
  return {
    requests: new SqliteRequestStore(database, { ca, products }),
    orders: new SqliteOrderStore(database, ca),
    syncs: new SqliteSyncStore(database, ca),
    polls: new SqlitePollStore(database, ca),
    products,
  };
}
