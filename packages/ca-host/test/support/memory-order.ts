import type { RecordedOrder } from '@certbridge/ca-plugin';

/** An open order that stands in no database. */
export function createMemoryOrder(number: number): RecordedOrder {
  return {
    number,
    state: 'sent',
    requestId: null,
    identity: `identity ${number}`,
    kind: 'new',
    productId: '1001',
    reference: `certbridge:A-${number}`,
    commonName: 'www.corp.example',
    names: ['www.corp.example'],
    csr: '',
    priorRequestId: null,
    priorSerialNumber: null,
    idsBefore: [],
  };
}
