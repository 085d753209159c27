import type { CertificateReader } from '@certbridge/ca-plugin';
import { SqliteFile } from '@certbridge/sqlite-file';
import { caDatabaseKind } from './ca-database-kind.ts';
import { OrderStore } from './order-store.ts';
import { ProductStore } from './product-store.ts';
import { RequestStore } from './request-store.ts';
import { SyncStore } from './sync-store.ts';

/** The certificate database of the host. Every method may throw a DatabaseError. */
export interface CaStore {
  readonly requests: RequestStore;
  readonly orders: OrderStore;
  readonly syncs: SyncStore;
  readonly products: ProductStore;
  /** May be called again. Nothing else works after it. */
  readonly close: () => void;
}

/** Opens the certificate database, and creates it if it is missing. Throws a DatabaseError. */
export async function openCaStore(file: string): Promise<CaStore> {
  const database = await SqliteFile.open(file, caDatabaseKind);
  try {
    return {
      requests: new RequestStore(database),
      orders: new OrderStore(database),
      syncs: new SyncStore(database),
      products: new ProductStore(database),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Shows a plugin what the database knows. */
export function createReader({ requests }: CaStore): CertificateReader {
  const find = (id: string) => {
    const request = requests.find(id);
    return request?.id === id ? request : undefined;
  };
  return {
    statusByRequestId: async (id) => find(id)?.status,
    existsByRequestId: async (id) => find(id) !== undefined,
    requestIdBySerialNumber: async (serialNumber) => requests.idOfSerialNumber(serialNumber),
    expiryByRequestId: async (id) => {
      const notAfter = find(id)?.certificate?.notAfter;
      return notAfter === undefined ? undefined : new Date(notAfter);
    },
  };
}
