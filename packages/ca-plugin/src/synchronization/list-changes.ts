import { ApiError, type SslReportRequest, type SslReportRow } from '@certbridge/sectigo-client';
import type { PluginContext } from '../plugin-context.ts';
import { type Listing, listRequests } from './list-certificates.ts';
import { ListedCertificates } from './listed-certificate.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Days before the last synchronization that are read once more: the report knows days and not hours, in a time zone that is not
 * documented, and what was under way then may carry the day before.
 */
const OVERLAP = 2;

/** Days above which everything is listed instead: how large a report may be is not documented. */
const MOST_DAYS = 31;

/** Dates of a change, as `certificateDateAttribute`. */
const dateAttributes = ['requested', 'issued', 'revoked'] as const;

/** The one date that every issued certificate has. */
const EXPIRY = 'expires';

/** Days of both ends, 1 January 1970 being 0. */
interface DayRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Lists what has changed since: what was requested, issued or revoked according to the report, and all requests without a
 * certificate, since the report has no date to find an approval or a refusal by. A certificate whose date of issuance is missing,
 * as is known of some, is found by the day on which one of its profile's terms would end.
 *
 * Undefined where that can't be had, and everything must be listed: with filters that the report lacks, after a long time, or
 * when it fails. Expiry does not count as a change for the gateway.
 */
export async function listChanges(
  since: Date,
  { now, catalog, ...listing }: Listing & Pick<PluginContext, 'catalog'> & { readonly now: Date },
): Promise<ListedCertificates | undefined> {
  const { settings } = listing;
  const isFiltered = Object.keys(settings.syncFilter).length > 0;
  if (isFiltered || Number.isNaN(since.getTime())) return undefined;
  const range = {
    from: dayOf(Math.min(since.getTime(), now.getTime())) - OVERLAP,
    // The server's day may be the next one already.
    to: dayOf(now.getTime()) + 1,
  };
  if (range.to - range.from > MOST_DAYS) return undefined;
  const rows = await readReports(range, { catalog, ...listing });
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
  range: DayRange,
  { client, catalog, logger, signal }: Listing & Pick<PluginContext, 'catalog'>,
): Promise<SslReportRow[] | undefined> {
  const read = (
    certificateDateAttribute: NonNullable<SslReportRequest['certificateDateAttribute']>,
    { from, to }: DayRange,
  ) =>
    client.reports.sslCertificates(
      { certificateStatus: 'Any', certificateDateAttribute, from: formatDay(from), to: formatDay(to) },
      { signal },
    );
  try {
    const { items, unreadable } = await catalog.profiles(signal);
    if (unreadable.length > 0) {
      // Which profile it is was reported where the list was read.
      logger.warn("All certificates are listed, because the terms of a profile can't be read.");
      return undefined;
    }
    const terms = [...new Set(items.flatMap((profile) => profile.terms))];
    const reports = await Promise.all([
      ...dateAttributes.map((attribute) => read(attribute, range)),
      ...terms.map((term) => read(EXPIRY, { from: range.from + term - 1, to: range.to + term + 1 })),
    ]);
    return reports.flat();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'aborted' || error.code === 'unauthorized')
      throw error;
    logger.warn("All certificates are listed, because the report can't be read: {reason}", {
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

function dayOf(time: number): number {
  return Math.floor(time / DAY);
}

function formatDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
