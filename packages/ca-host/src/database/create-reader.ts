import type { CertificateReader } from '@certbridge/ca-plugin';
import { offerAwait } from '@certbridge/plain-text';
import { checkFunctions } from '../arguments/check-values.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { CaStore } from '../contract/ca-store.ts';

/**
 * Creates the reader by which a plugin asks what the database knows of its certificates.
 *
 * @example
 * const plugin = createSectigoPlugin({ reader: createReader(store), orders: store.orders });
 */
export function createReader(store: Pick<CaStore, 'requests'>): CertificateReader {
  const requests = store?.requests;
  if (typeof requests !== 'object') {
    throw invalidArgument(
      `The argument of createReader must be a store: it has no requests.${offerAwait(store)}`,
    );
  }
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
