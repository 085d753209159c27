import { SqliteFile } from '@certbridge/sqlite-file';
import type { CaStore } from '../contract/ca-store.ts';
import { caDatabaseKind, type DatabaseWording } from './ca-database-kind.ts';
import { SqliteOrderStore } from './order-store.ts';
import { SqliteProductStore } from './product-store.ts';
import { SqliteRequestStore } from './request-store.ts';
import { SqliteSyncStore } from './sync-store.ts';

/** Opens the certificate database, and creates it if it is missing. Throws a DatabaseError. */
export async function openCaStore(file: string, wording: DatabaseWording = {}): Promise<CaStore> {
  const database = await SqliteFile.open(file, caDatabaseKind(wording));
  try {
    return {
      requests: new SqliteRequestStore(database),
      orders: new SqliteOrderStore(database),
      syncs: new SqliteSyncStore(database),
      products: new SqliteProductStore(database),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
