import type { CertificateReader } from '@certbridge/ca-plugin';
import type { CaStore } from '../contract/ca-store.ts';

/** Shows a plugin what the database knows. */
export function createReader({ requests }: Pick<CaStore, 'requests'>): CertificateReader {
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
