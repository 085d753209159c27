import { X509Certificate } from 'node:crypto';
import type { CertificateReader, CertificateRecord } from '../../src/index.ts';

/** What a host of the plugin would keep, in memory. */
export interface MemoryReader extends CertificateReader {
  /** Keeps a record as a host does: a certificate that is not given out any more stays known. */
  keep(record: CertificateRecord): void;
  readonly records: ReadonlyMap<string, CertificateRecord>;
}

/** Creates a reader that knows nothing yet. */
export function memoryReader(): MemoryReader {
  const records = new Map<string, CertificateRecord>();
  const certificateOf = (caRequestId: string) => {
    const certificate = records.get(caRequestId)?.certificate;
    return typeof certificate === 'string'
      ? new X509Certificate(Buffer.from(certificate, 'base64'))
      : undefined;
  };
  return {
    records,
    keep: (record) => {
      const certificate = record.certificate ?? records.get(record.caRequestId)?.certificate ?? null;
      records.set(record.caRequestId, { ...record, certificate });
    },
    statusByRequestId: async (id) => records.get(id)?.status,
    existsByRequestId: async (id) => records.has(id),
    requestIdBySerialNumber: async (serialNumber) =>
      [...records.keys()].find((id) => {
        const known = certificateOf(id)?.serialNumber;
        return known !== undefined && canonical(known) === canonical(serialNumber);
      }),
    expiryByRequestId: async (id) => certificateOf(id)?.validToDate,
  };
}

function canonical(serialNumber: string): string {
  return serialNumber.replace(/[:\s]/g, '').replace(/^0+/, '').toUpperCase();
}
