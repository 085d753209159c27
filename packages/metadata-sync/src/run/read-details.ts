import { ApiError, type ApiErrorCode, type SslDetails } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import type { FieldMapping } from '../fields/field-plan.ts';
import { chooseReading, neededParts } from '../reading/choose-reading.ts';
import { compareSample } from '../reading/compare-sample.ts';
import {
  type DayRange,
  dayOf,
  formatDay,
  lengthOf,
  MANY_ROWS,
  readByDays,
  splitRange,
} from '../reading/date-windows.ts';
import type { IdSet } from '../reading/id-set.ts';
import { detailsFromReport } from '../reading/report-details.ts';
import { isAborted } from './describe-failure.ts';
import type { RunContext } from './run-context.ts';

/** Certificates whose details a run needs. */
export interface AskedDetails {
  /** Certificates, those included that the issuer must tell apart. */
  readonly asked: number;
  /** Ids in SCM of the others; where the issuer decides, it is that of the details. */
  readonly wanted: IdSet;
}

/** Reads the details of a certificate, wherever they come from. */
export type ReadDetails = (sectigoId: number) => Promise<SslDetails>;

/** Certificates whose report rows are compared with their details in every run. */
const SAMPLE = 20;

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

/**
 * Prepares reading: the SSL report brings the details of many certificates in one call, where it holds what the fields
 * need. What it lacks is read singly, and a sample that does not agree sends the run back to single reads.
 */
export async function prepareDetails(
  { asked, wanted }: AskedDetails,
  mappings: readonly FieldMapping[],
  context: RunContext,
): Promise<ReadDetails> {
  const { sectigo, settings, signal, logger, work, tally } = context;
  const single: ReadDetails = (sectigoId) => sectigo.certificates.get(sectigoId, { signal });
  const reading = chooseReading(mappings, {
    strategy: settings.sectigo.readStrategy,
    certificates: asked,
  });
  if (reading.kind === 'details') {
    if (reading.because.length > 0) {
      tally.detailsFor = reading.because;
      const properties = { fields: reading.because.join(', ') };
      logger.info('The report lacks {fields}: the details of every certificate are read.', properties);
    }
    return single;
  }
  const ended = new AbortController();
  const reader = { ...context, signal: AbortSignal.any([signal, ended.signal]) };
  const [complete, sample] = await Promise.all([
    readReport(wanted, neededParts(mappings), reader),
    readSample(wanted.sample(SAMPLE), { single, context }),
  ]).catch((error: unknown) => {
    // What the other one still reads is of no use any more.
    ended.abort();
    throw error;
  });
  if (complete && isTrusted(sample, mappings, context)) {
    const properties = { rows: work.detailsCount, wanted: wanted.size };
    logger.info('{rows} of {wanted} certificates read by report.', properties);
  } else {
    work.dropDetails();
  }
  return async (sectigoId) => sample.get(sectigoId) ?? work.findDetails(sectigoId) ?? single(sectigoId);
}

/** Reads the report in windows of expiry dates into the work area; false where it can't be had. */
async function readReport(
  wanted: IdSet,
  parts: ReadonlySet<string>,
  { sectigo, settings, logger, work, ...context }: RunContext,
): Promise<boolean> {
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
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
      { signal },
    );
  const isFinal = (error: unknown) => !(error instanceof ApiError) || !mayBeTooLarge.has(error.code);
  const readRange = async (range: DayRange, firstLength: number) => {
    for await (const window of readByDays(range, { read, isFinal, firstLength })) {
      for (const row of window) {
        if (wanted.has(row.id)) work.addDetails(detailsFromReport(row, parts));
      }
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

/** Reads the details of the sample; what can't be read is left out, as the certificate's own turn will tell. */
async function readSample(
  sectigoIds: readonly number[],
  { single, context }: { readonly single: ReadDetails; readonly context: RunContext },
): Promise<Map<number, SslDetails>> {
  const sample = new Map<number, SslDetails>();
  const read = async (sectigoId: number) => {
    try {
      sample.set(sectigoId, await single(sectigoId));
    } catch (error) {
      if (isAborted(error) || !(error instanceof ApiError) || error.code === 'unauthorized') throw error;
    }
  };
  await pMap(sectigoIds, read, { concurrency: context.concurrency.sectigo });
  return sample;
}

/** Tells whether the report agrees with the sample, and warns where it does not. */
function isTrusted(
  sample: ReadonlyMap<number, SslDetails>,
  mappings: readonly FieldMapping[],
  { logger, work }: RunContext,
): boolean {
  const rows = new Map<number, SslDetails>();
  for (const sectigoId of sample.keys()) {
    const row = work.findDetails(sectigoId);
    if (row !== undefined) rows.set(sectigoId, row);
  }
  const { compared, differing } = compareSample(sample, rows, mappings);
  if (compared > 0 && differing.length === 0) return true;
  const fields = differing.length > 0 ? differing.join(', ') : 'every certificate of the sample';
  logger.warn('The report differs from the details in {fields}, so all details are read.', { fields });
  return false;
}
