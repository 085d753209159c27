import { X509Certificate } from 'node:crypto';
import type { CertificateReader, CertificateRecord } from '../../src/index.ts';

/** What a host of the plugin would keep, in memory. */
export interface MemoryReader extends CertificateReader {
  /** Keeps a record as a host does: a certificate that is not given out any more stays known. */
  keep(record: CertificateRecord): void;
  readonly records: ReadonlyMap<string, CertificateRecord>;
}

/** Creates a reader without certificates. */
export function memoryReader(): MemoryReader {
  const records = new Map<string, CertificateRecord>();
  const certificates = new Map<string, X509Certificate>();
  const idsBySerial = new Map<string, string>();
  return {
    records,
    keep: (record) => {
      const { caRequestId } = record;
      const certificate = record.certificate ?? records.get(caRequestId)?.certificate ?? null;
      records.set(caRequestId, { ...record, certificate });
      if (record.certificate === null) return;
      const x509 = new X509Certificate(Buffer.from(record.certificate, 'base64'));
      const before = certificates.get(caRequestId);
      if (before !== undefined) idsBySerial.delete(canonical(before.serialNumber));
      certificates.set(caRequestId, x509);
      idsBySerial.set(canonical(x509.serialNumber), caRequestId);
    },
    statusByRequestId: async (id) => records.get(id)?.status,
    existsByRequestId: async (id) => records.has(id),
    requestIdBySerialNumber: async (serialNumber) => idsBySerial.get(canonical(serialNumber)),
    expiryByRequestId: async (id) => certificates.get(id)?.validToDate,
  };
}

function canonical(serialNumber: string): string {
  return serialNumber.replace(/[:\s]/g, '').replace(/^0+/, '').toUpperCase();
}
