import { parseSerialNumber } from '@certbridge/certificate';
import type { CertificateReader } from '../contract/certificate-reader.ts';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { mapStatus } from '../records/map-status.ts';
import type { HostRequest } from './find-at-host.ts';
import type { ListedCertificate } from './listed-certificate.ts';

/**
 * Returns whether the host has a certificate as it is: its request has the same status and, where there is a certificate, the
 * one of this serial number. A reissue has the same status under another serial number.
 *
 * What was never issued has no certificate; and one that is revoked may have come without, since SCM doesn't give it out.
 */
export async function isUnchanged(
  { serialNumber, status }: Pick<ListedCertificate, 'serialNumber' | 'status'>,
  { requestId, hasCertificate }: HostRequest,
  reader: Pick<CertificateReader, 'statusByRequestId' | 'expiryByRequestId'>,
): Promise<boolean> {
  const mapped = status === undefined ? undefined : mapStatus(status);
  if (mapped === undefined || (await reader.statusByRequestId(requestId)) !== mapped.status) return false;
  if (hasCertificate) return true;
  if (mapped.status === EndEntityStatus.Generated) return false;
  const hasAnother = async () => (await reader.expiryByRequestId(requestId)) !== undefined;
  return parseSerialNumber(serialNumber) === undefined || !(await hasAnother());
}
