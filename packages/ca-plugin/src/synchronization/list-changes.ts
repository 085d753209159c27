import { ApiError, type SslReportRequest, type SslReportRow } from '@certbridge/sectigo-client';
import { type Listing, listRequests } from './list-certificates.ts';
import { ListedCertificates } from './listed-certificate.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Days before the last synchronization that are read once more: the report knows days and not hours, in a zone that is not
 * told, and what was under way then may carry the day before.
 */
const OVERLAP = 2;

/** Dates of a change, as `certificateDateAttribute`: request, issuance and revocation. */
const dateAttributes = [4, 5, 2] as const;

/**
 * Lists what has changed since: what was requested, issued or revoked according to the report, and all requests without a
 * certificate, since the report has no date to find an approval or a refusal by.
 *
 * Undefined where that can't be had, and everything must be listed: without a report (OAuth2 login), with filters that the
 * report lacks, or when it fails. Expiry is no change to the gateway.
 */
export async function listChanges(
  since: Date,
  { now, ...listing }: Listing & { readonly now: Date },
): Promise<ListedCertificates | undefined> {
  const { settings } = listing;
  const hasReport = settings.login.type !== 'oauth' && Object.keys(settings.syncFilter).length === 0;
  if (!hasReport || Number.isNaN(since.getTime())) return undefined;
  const range = {
    from: formatDay(Math.min(since.getTime(), now.getTime()) - OVERLAP * DAY),
    // The server's day may be the next one already.
    to: formatDay(now.getTime() + DAY),
  };
  const rows = await readReports(range, listing);
  const selected = rows && selectProfiles(rows, settings.syncFilterProfileIds);
  if (selected === undefined) return undefined;
  const found = new ListedCertificates();
  for (const { id, serialNumber, status, typeId } of selected) {
    found.add({ sslId: id, serialNumber: serialNumber || undefined, status, profileId: typeId });
  }
  await listRequests(found, listing);
  return found;
}

async function readReports(
  range: Pick<SslReportRequest, 'from' | 'to'>,
  { client, logger, signal }: Listing,
): Promise<SslReportRow[] | undefined> {
  try {
    const reports = dateAttributes.map((certificateDateAttribute) =>
      client.reports.sslCertificates(
        { ...range, certificateStatus: 0, certificateDateAttribute },
        { signal },
      ),
    );
    return (await Promise.all(reports)).flat();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'aborted' || error.code === 'unauthorized')
      throw error;
    logger.warn('All certificates are listed, because the report can not be read: {reason}', {
      reason: error.message,
    });
    return undefined;
  }
}

/** Leaves the rows of some profiles; undefined where a row does not tell its profile. */
function selectProfiles(
  rows: readonly SslReportRow[],
  profileIds: readonly number[],
): readonly SslReportRow[] | undefined {
  if (profileIds.length === 0) return rows;
  if (rows.some(({ typeId }) => typeId === undefined)) return undefined;
  return rows.filter(({ typeId }) => typeId !== undefined && profileIds.includes(typeId));
}

function formatDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
