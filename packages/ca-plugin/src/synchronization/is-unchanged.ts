import type { CertificateReader } from '../contract/certificate-reader.ts';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { mapStatus } from '../records/map-status.ts';
import type { ListedCertificate } from './listed-certificate.ts';

/**
 * Tells whether the host has a certificate as it is: its request has the same status and, where there is a certificate, that
 * serial number is known. A reissue has the same status under another serial number.
 */
export async function isUnchanged(
  { sslId, serialNumber, status }: Omit<ListedCertificate, 'profileId'>,
  reader: Pick<CertificateReader, 'statusByRequestId' | 'requestIdBySerialNumber'>,
): Promise<boolean> {
  const mapped = status === undefined ? undefined : mapStatus(status);
  if (mapped === undefined || (await reader.statusByRequestId(String(sslId))) !== mapped.status) return false;
  if (mapped.status !== EndEntityStatus.Generated) return true;
  return serialNumber !== undefined && (await reader.requestIdBySerialNumber(serialNumber)) !== undefined;
}
