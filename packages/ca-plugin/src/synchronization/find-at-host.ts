import { parseSerialNumber } from '@certbridge/certificate';
import type { CertificateReader } from '../contract/certificate-reader.ts';
import { parseRequestId } from '../records/request-id.ts';
import type { ListedCertificate } from './listed-certificate.ts';

/** Which request of the host a certificate belongs to. */
export interface HostRequest {
  readonly requestId: string;
  /** Whether that request has the certificate of this serial number. */
  readonly hasCertificate: boolean;
}

/**
 * Finds the request that the host has a certificate under: by serial number, whatever id it gave it, else by its sslId.
 *
 * A serial number that the host has under the id of another record of SCM, or in addition to the certificate's own request, was kept
 * wrongly, and says nothing of this certificate. `isListed` tells whether SCM listed a record.
 */
export async function findAtHost(
  { sslId, serialNumber }: Pick<ListedCertificate, 'sslId' | 'serialNumber'>,
  reader: Pick<CertificateReader, 'requestIdBySerialNumber' | 'existsByRequestId'>,
  isListed: (sslId: number) => boolean,
): Promise<HostRequest> {
  const own = { requestId: String(sslId), hasCertificate: false };
  const serial = parseSerialNumber(serialNumber);
  const requestId = serial === undefined ? undefined : await reader.requestIdBySerialNumber(serial);
  if (requestId === undefined) return own;
  const owner = parseRequestId(requestId);
  if (owner === sslId) return { requestId, hasCertificate: true };
  const isWrong = (owner !== undefined && isListed(owner)) || (await reader.existsByRequestId(own.requestId));
  return isWrong ? own : { requestId, hasCertificate: true };
}
