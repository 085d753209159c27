import { ApiError, type ApiErrorCode } from '@certbridge/sectigo-client';
import { mayReadOtherwise } from '../run/failures.ts';
import type { SyncContext } from '../run/run-context.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import { type DayRange, dayOf, formatDay, lengthOf, splitRange } from './date-windows.ts';
import type { IdSet } from './id-set.ts';
import { detailsFromReport, isReadable } from './report-details.ts';

/** Rows that the first window over a large estate should have: from its response the length of the next one follows. */
const FIRST_ROWS = 600;

/** Rows of one response above which the next window is shorter. */
const MANY_ROWS = 2_000;

/** Rows of one response below which the next window is longer. */
const FEW_ROWS = 700;

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

function isFinalFailure(error: unknown): boolean {
  return !(error instanceof ApiError) || !mayBeTooLarge.has(error.code);
}

/** The one date that every issued certificate has. */
const EXPIRY = 'expires';

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
        certificateStatus: 'Any',
        certificateDateAttribute: EXPIRY,
        from: formatDay(from),
        // "Earlier than `to`" is demanded of `from`; the days may overlap, as rows are kept by id.
        to: formatDay(to + 1),
        serialNumberFormat: 'HEXWithLeadingZeros',
      },
      { signal, onUnreadableRow },
    );
  const readRange = async ({ firstLength, ...range }: ReportRange) => {
    let previous: ReadonlySet<number> = new Set();
    for await (const window of readByDays(range, { read, isFinal: isFinalFailure, firstLength })) {
      for (const row of window) {
        // Windows overlap by a day.
        if (previous.has(row.id)) continue;
        if (wanted.has(row.id) && isReadable(row, parts))
          work.addDetails(detailsFromReport(row, parts), row.serialNumber);
      }
      previous = new Set(window.map(({ id }) => id));
    }
  };
  try {
    await Promise.all(rangesFor(wanted.size, settings).map(readRange));
    return true;
  } catch (error) {
    // The other windows would meet the same.
    failed.abort();
    if (!mayReadOtherwise(error)) throw error;
    // Some editions of SCM have no reports, which no operator can change.
    const level = error.code === 'invalid-argument' ? 'info' : 'warn';
    logger[level]("The details of every certificate are read, because the report can't be: {reason}", {
      reason: error.message,
    });
    return false;
  }
}

/**
 * Reads a range of days in windows whose length follows the number of rows in them.
 *
 * A window that fails is halved, since the size a response may have is not documented. Throws what `read` throws for a
 * single day, and at once what `isFinal` calls so.
 */
export async function* readByDays<T>(
  range: DayRange,
  options: {
    /** Length of the first window, in days. */
    readonly firstLength: number;
    readonly read: (window: DayRange) => Promise<readonly T[]>;
    readonly isFinal: (error: unknown) => boolean;
  },
): AsyncGenerator<readonly T[], void, undefined> {
  let length = options.firstLength;
  let from = range.from;
  while (from <= range.to) {
    const window = { from, to: Math.min(range.to, from + length - 1) };
    let rows: readonly T[];
    try {
      rows = await options.read(window);
    } catch (error) {
      if (window.from === window.to || options.isFinal(error)) throw error;
      length = Math.ceil(lengthOf(window) / 2);
      continue;
    }
    yield rows;
    from = window.to + 1;
    if (rows.length < FEW_ROWS) length *= 2;
    else if (rows.length > MANY_ROWS) length = Math.max(1, Math.floor(length / 2));
  }
}

/** Days of expiry that are read one window after the other. */
interface ReportRange extends DayRange {
  /** Length of the first window, in days. */
  readonly firstLength: number;
}

/** Divides the days of expiry into ranges that are read side by side. */
function rangesFor(certificates: number, { syncRevokedAndExpired }: SyncSettings): readonly ReportRange[] {
  const today = dayOf(new Date());
  const usual = { from: today - 1, to: today + USUAL_LIFETIME };
  const late = { from: usual.to + 1, to: END };
  const past = syncRevokedAndExpired ? [{ from: BEGINNING, to: usual.from - 1 }] : [];
  const isLarge = certificates > MANY_ROWS;
  // As if the certificates expired evenly over the usual lifetime.
  const fewDays = Math.max(1, Math.floor((USUAL_LIFETIME * FIRST_ROWS) / certificates));
  const ranges = [...past, ...splitRange(usual, isLarge ? SECTIONS : 1)];
  return [
    ...ranges.map((range) => ({ ...range, firstLength: isLarge ? fewDays : lengthOf(range) })),
    { ...late, firstLength: lengthOf(late) },
  ];
}
