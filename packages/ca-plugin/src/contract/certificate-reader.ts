import type { EndEntityStatus } from './end-entity-status.ts';

/** What the host of a plugin knows of its certificates. Serial numbers are hexadecimal, in any notation. */
export interface CertificateReader {
  /** Undefined where there is no such request. */
  statusByRequestId(caRequestId: string): Promise<EndEntityStatus | undefined>;
  /** Whether there is such a request. */
  existsByRequestId(caRequestId: string): Promise<boolean>;
  /** The request that has the certificate now; one that had it, before a reissue, does not count. */
  requestIdBySerialNumber(serialNumber: string): Promise<string | undefined>;
  /** When its certificate expires; undefined where it has none. */
  expiryByRequestId(caRequestId: string): Promise<Date | undefined>;
}
