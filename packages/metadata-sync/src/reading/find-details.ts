import { parseSerialNumber, sameDistinguishedName } from '@certbridge/certificate';
import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import type { CertificateGroup } from '../matching/group-certificates.ts';
import type { ReadDetails } from './read-details.ts';

/** Why a certificate could not be told from others of the same serial number. */
const AMBIGUOUS = 'several certificates have this serial number and the issuer does not tell them apart';

/** Why a certificate is left alone whose id in SCM has another serial number than was listed, as after a reissue. */
export const REPLACED =
  'SCM gives the details of another certificate under this id, with another serial number than its list had; nothing was written, the next run compares again';

/** Tells whether details are those of a certificate, as far as serial numbers tell: where one is not known, they do not. */
export function isOfSerial(
  { serialNumber }: { readonly serialNumber?: string | null | undefined },
  serial: string | undefined,
): boolean {
  const own = parseSerialNumber(serialNumber);
  return own === undefined || serial === undefined || own === serial;
}

/** Reads the SCM record of a group, or tells why there is none to go by. */
export async function findDetails(
  group: CertificateGroup,
  readDetails: ReadDetails,
): Promise<{ readonly details: SslDetails } | { readonly refused: string }> {
  const [only] = group.sectigoIds;
  if (!group.compareIssuer && only !== undefined) {
    const details = await readDetails(only, group.serial);
    return isOfSerial(details, group.serial) ? { details } : { refused: REPLACED };
  }
  const [{ issuerDn }] = group.certificates;
  const fitting: SslDetails[] = [];
  for (const sectigoId of group.sectigoIds) {
    const details = await readIfPresent(sectigoId);
    // Which of the others is meant can't be told either, as one of them may have been this one.
    if (details && !isOfSerial(details, group.serial)) return { refused: REPLACED };
    const issuer = details?.certificateDetails?.issuer;
    if (details && issuer && sameDistinguishedName(issuer, issuerDn)) fitting.push(details);
  }
  const [details] = fitting;
  return details !== undefined && fitting.length === 1 ? { details } : { refused: AMBIGUOUS };

  // One of several candidates may have gone since the list was read; the others still count.
  async function readIfPresent(sectigoId: number): Promise<SslDetails | undefined> {
    try {
      return await readDetails(sectigoId, group.serial);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not-found') return undefined;
      throw error;
    }
  }
}
