import type { CertificateReader } from '@certbridge/ca-plugin';
import { checkFunctions } from '../arguments/check-values.ts';
import type { CaStore } from '../contract/ca-store.ts';

/** Shows a plugin what the database knows. */
export function createReader(store: Pick<CaStore, 'requests'>): CertificateReader {
  const requests = store?.requests;
  checkFunctions(requests, 'The property requests of createReader', ['find', 'idOfSerialNumber']);
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
