import { ApiError, type ApiErrorCode } from '@certbridge/sectigo-client';
import { isAborted } from '../run/failures.ts';
import type { SyncContext } from '../run/run-context.ts';
import {
  type DayRange,
  dayOf,
  formatDay,
  lengthOf,
  MANY_ROWS,
  readByDays,
  splitRange,
} from './date-windows.ts';
import type { IdSet } from './id-set.ts';
import { detailsFromReport, isReadable } from './report-details.ts';

/** Rows that the first window over a large estate should bring: its answer tells how long the next one may be. */
const FIRST_ROWS = 600;

/** Parts of the usual lifetime that are read side by side in a large estate. */
const SECTIONS = 4;

/** Days from today in which nearly all expiry dates lie; later ones are asked for in one window. */
const USUAL_LIFETIME = 400;

/** The first and the last day of expiry that is asked for. */
const BEGINNING = dayOf(new Date('1995-01-01'));
const END = dayOf(new Date('2099-12-31'));

/** How a report fails that may be larger than SCM, or a gateway in between, can give; a smaller one may succeed. */
const mayBeTooLarge: ReadonlySet<ApiErrorCode> = new Set([
  'bad-request',
  'invalid-response',
  'server-error',
  'timeout',
  'too-large',
  'unreachable',
]);

/** Expiry as `certificateDateAttribute`: the one date that every issued certificate has. */
const EXPIRY = 3;

/** Reads the report in windows of expiry dates into the work area; false where it can't be had. */
export async function readReport(
  wanted: IdSet,
  parts: ReadonlySet<string>,
  { sectigo, settings, logger, work, ...context }: SyncContext,
): Promise<boolean> {
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  // The certificate is in SCM's list, so its details are read singly like those of any that the report lacks.
  const onUnreadableRow = (reason: string) => logger.info('{reason}', { reason });
  const read = ({ from, to }: DayRange) =>
    sectigo.reports.sslCertificates(
      {
        certificateStatus: 0,
        certificateDateAttribute: EXPIRY,
        from: formatDay(from),
        // "Earlier than `to`" is demanded of `from`; the days may overlap, as rows are kept by id.
        to: formatDay(to + 1),
        serialNumberFormat: 'HEXWithLeadingZeros',
      },
      { signal, onUnreadableRow },
    );
  const isFinal = (error: unknown) => !(error instanceof ApiError) || !mayBeTooLarge.has(error.code);
  const readRange = async (range: DayRange, firstLength: number) => {
    let previous: ReadonlySet<number> = new Set();
    for await (const window of readByDays(range, { read, isFinal, firstLength })) {
      for (const row of window) {
        // Of the day that both windows have.
        if (previous.has(row.id)) continue;
        if (wanted.has(row.id) && isReadable(row, parts))
          work.addDetails(detailsFromReport(row, parts), row.serialNumber);
      }
      previous = new Set(window.map(({ id }) => id));
    }
  };
  const isLarge = wanted.size > MANY_ROWS;
  const today = dayOf(new Date());
  const usual = { from: today - 1, to: today + USUAL_LIFETIME };
  const late = { from: usual.to + 1, to: END };
  const past = settings.syncRevokedAndExpired ? [{ from: BEGINNING, to: usual.from - 1 }] : [];
  const ranges = [...past, ...splitRange(usual, isLarge ? SECTIONS : 1)];
  try {
    await Promise.all([
      ...ranges.map((range) => readRange(range, isLarge ? firstLength(wanted.size) : lengthOf(range))),
      readRange(late, lengthOf(late)),
    ]);
    return true;
  } catch (error) {
    // The other windows would meet the same.
    failed.abort();
    if (!(error instanceof ApiError) || isAborted(error) || error.code === 'unauthorized') throw error;
    // A flavour of SCM without reports is no fault that anybody could mend.
    const level = error.code === 'invalid-argument' ? 'info' : 'warn';
    logger[level]('The details of every certificate are read, because the report can not be: {reason}', {
      reason: error.message,
    });
    return false;
  }
}

/** Length of the first window in days, as if the certificates expired evenly over the usual lifetime. */
function firstLength(certificates: number): number {
  return Math.max(1, Math.floor((USUAL_LIFETIME * FIRST_ROWS) / certificates));
}
