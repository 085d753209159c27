import { sameDistinguishedName } from '@certbridge/certificate';
import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import type { CertificateGroup } from '../matching/group-certificates.ts';
import type { ReadDetails } from './read-details.ts';

/** Why a certificate could not be told from others of the same serial number. */
export const AMBIGUOUS =
  'several certificates have this serial number and the issuer does not tell them apart';

/** Reads the SCM record of a group; undefined where serial number and issuer leave it open which one it is. */
export async function findDetails(
  group: CertificateGroup,
  readDetails: ReadDetails,
): Promise<SslDetails | undefined> {
  const [only] = group.sectigoIds;
  if (!group.compareIssuer && only !== undefined) return readDetails(only);
  const [{ issuerDn }] = group.certificates;
  const fitting: SslDetails[] = [];
  for (const sectigoId of group.sectigoIds) {
    const details = await readIfPresent(sectigoId);
    const issuer = details?.certificateDetails?.issuer;
    if (details && issuer && sameDistinguishedName(issuer, issuerDn)) fitting.push(details);
  }
  return fitting.length === 1 ? fitting[0] : undefined;

  // One of several candidates may have gone since the list was read; the others still count.
  async function readIfPresent(sectigoId: number): Promise<SslDetails | undefined> {
    try {
      return await readDetails(sectigoId);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not-found') return undefined;
      throw error;
    }
  }
}
