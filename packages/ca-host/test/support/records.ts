import { type CertificateRecord, EndEntityStatus, type OrderStart } from '@certbridge/ca-plugin';
import { makeCertificate, type TestCertificate } from './make-csr.ts';

/** A record as a plugin gives it; it waits unless something else is said. */
export function recordOf(id: string, change: Partial<CertificateRecord> = {}): CertificateRecord {
  return {
    caRequestId: id,
    certificate: null,
    serialNumber: null,
    status: EndEntityStatus.ExternalValidation,
    productId: '1001',
    csr: null,
    revocationDate: null,
    revocationReason: null,
    statusMessage: null,
    ...change,
  };
}

/** What a record has once its certificate is issued. */
export function issued(content: Partial<TestCertificate> = {}): Partial<CertificateRecord> {
  const der = makeCertificate({ name: 'www', serial: '0a', ...content });
  return {
    status: EndEntityStatus.Generated,
    certificate: Buffer.from(der).toString('base64'),
    serialNumber: (content.serial ?? '0a').toUpperCase().replace(/^0+/, ''),
  };
}

/** An order as a plugin records it. */
export function orderOf(id: string, change: Partial<OrderStart> = {}): OrderStart {
  return {
    identity: id,
    reference: `certbridge:${id}`,
    productId: '1001',
    commonName: 'www',
    names: [],
    csr: 'PEM',
    kind: 'new',
    priorRequestId: null,
    priorSerialNumber: null,
    idsBefore: [],
    ...change,
  };
}
