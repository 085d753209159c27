import { parseSerialNumber, sameDistinguishedName } from '@certbridge/certificate';
import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import type { FieldMapping } from '../fields/field-plan.ts';
import { mayReadOtherwise } from '../run/failures.ts';
import type { SyncContext } from '../run/run-context.ts';
import type { CertificateGroup } from '../work/group-certificates.ts';
import { checkReportRows, type UpToDate } from './check-report-rows.ts';
import { chooseReading, neededParts } from './choose-reading.ts';
import type { IdSet } from './id-set.ts';
import { readReport } from './read-report.ts';
import { ReportTrust } from './report-trust.ts';

/** Certificates whose details a run needs. */
export interface WantedDetails {
  /** Certificates, those included that the issuer must tell apart. */
  readonly count: number;
  /** Ids in SCM of the others. */
  readonly wanted: IdSet;
}

/** Reads the details of a certificate, wherever they come from; those of the report where they are of that serial number. */
export type ReadDetails = (sectigoId: number, serial: string) => Promise<SslDetails>;

/** How details are read, and what need not be read any more. */
export interface PreparedDetails {
  readonly read: ReadDetails;
  /** The certificates that are up to date by the report, if it can show that; the others are the open ones of the work area. */
  readonly upToDate?: UpToDate;
}

type ReadSingle = (sectigoId: number) => Promise<SslDetails>;

interface SingleContext {
  readonly single: ReadSingle;
  readonly context: SyncContext;
}

/** Certificates drawn in every run whose report rows are compared with their details. */
const SAMPLE = 10;

/**
 * Prepares reading: the SSL report has the details of many certificates in one call, where it holds what the fields
 * need. What it lacks is read singly.
 *
 * Before anything is planned, rows are compared with the details: some drawn, some that are likely to differ, and every
 * one that would replace a present value. A field in which one differs is read from the details, in this run and in those
 * that follow.
 */
export async function prepareDetails(
  { count, wanted }: WantedDetails,
  mappings: readonly FieldMapping[],
  context: SyncContext,
): Promise<PreparedDetails> {
  const { sectigo, settings, signal, logger, work } = context;
  const { readStrategy: strategy } = settings.sectigo;
  const single: ReadSingle = (sectigoId) => sectigo.certificates.get(sectigoId, { signal });
  const trust = new ReportTrust(mappings, context);
  const known = await trust.known();
  const reading = chooseReading(mappings, { strategy, certificates: count, known });
  if (reading.kind === 'details') {
    trust.describeDetails(reading);
    return { read: single };
  }
  const { isComplete, drawn } = await readReportAndSample(wanted, mappings, { single, context });
  if (isComplete) for (const [sectigoId, details] of drawn) await trust.compare(sectigoId, details);
  const lacksDrawn = isComplete && trust.compared === 0 && wanted.size > 0;
  if (lacksDrawn) logger.warn('The report has none of the certificates drawn, so all details are read.');
  if (!isComplete || lacksDrawn) {
    work.dropDetails();
    return { read: async (sectigoId) => drawn.get(sectigoId) ?? single(sectigoId) };
  }
  // Every certificate is read singly then, and compared nonetheless: so all fields that differ are found at once.
  const readAndCompare = async (sectigoId: number) => {
    const details = drawn.get(sectigoId) ?? (await single(sectigoId));
    await trust.compare(sectigoId, details);
    return details;
  };
  if (trust.isLost) return { read: readAndCompare };
  const { doubtful, rows, upToDate } = await checkReportRows(wanted, { drawn, mappings, context });
  const undrawn = doubtful.filter((sectigoId) => !drawn.has(sectigoId));
  await compareDoubtful(undrawn, trust, { single, context });
  if (trust.isLost) return { read: readAndCompare };
  await trust.forget(known);
  logger.info('Certificates read by report: {rows} of {wanted}.', { rows, wanted: wanted.size });
  const read: ReadDetails = async (sectigoId, serial) =>
    drawn.get(sectigoId) ?? work.findDetails(sectigoId, serial) ?? single(sectigoId);
  return upToDate === undefined ? { read } : { read, upToDate };
}

/** Reads the report into the work area and, meanwhile, the details of some certificates drawn from those wanted. */
async function readReportAndSample(
  wanted: IdSet,
  mappings: readonly FieldMapping[],
  { single, context }: SingleContext,
): Promise<{ readonly isComplete: boolean; readonly drawn: ReadonlyMap<number, SslDetails> }> {
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const drawn = new Map<number, SslDetails>();
  const draw = async (sectigoId: number) => {
    const details = await readIfPossible(sectigoId, single);
    if (details !== undefined) drawn.set(sectigoId, details);
  };
  try {
    const [isComplete] = await Promise.all([
      readReport(wanted, neededParts(mappings), { ...context, signal }),
      pMap(wanted.sample(SAMPLE), draw, { concurrency: context.concurrency.sectigo }),
    ]);
    return { isComplete, drawn };
  } catch (error) {
    // What the other one still reads is not needed any more.
    ended.abort();
    throw error;
  }
}

async function compareDoubtful(
  sectigoIds: readonly number[],
  trust: ReportTrust,
  { single, context }: SingleContext,
): Promise<void> {
  const read = async (sectigoId: number) => {
    // One difference is enough: all are read then.
    if (trust.isLost) return;
    const details = await readIfPossible(sectigoId, single);
    if (details !== undefined) await trust.compare(sectigoId, details);
    // What could not be read is read again when its turn comes: the row alone can't be trusted.
    context.work.replaceDetails(sectigoId, details);
  };
  await pMap(sectigoIds, read, { concurrency: context.concurrency.sectigo });
}

/** Reads the details of a certificate; one that can't be read is left out, as it will be read again in its turn. */
async function readIfPossible(sectigoId: number, single: ReadSingle): Promise<SslDetails | undefined> {
  try {
    return await single(sectigoId);
  } catch (error) {
    if (!mayReadOtherwise(error)) throw error;
    return undefined;
  }
}

/** Why a certificate could not be distinguished from others with the same serial number. */
const AMBIGUOUS = 'several certificates have this serial number and the issuer does not tell them apart';

/** Why a certificate is left alone whose id in SCM has another serial number than was listed, as after a reissue. */
const REPLACED =
  'SCM gives the details of another certificate under this id, with another serial number than its list had; nothing was written, the next run compares again';

/** Returns whether details may be those of a certificate: serial numbers that are both known are the same. */
export function isOfSerial(
  { serialNumber }: { readonly serialNumber?: string | null | undefined },
  serial: string | undefined,
): boolean {
  const own = parseSerialNumber(serialNumber);
  return own === undefined || serial === undefined || own === serial;
}

/** Reads the SCM record of a group, or says why it can't be known which one it is. */
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
    const details = await readIfPresent(sectigoId, group.serial, readDetails);
    // It may have been this one, so none of the others can be chosen either.
    if (details && !isOfSerial(details, group.serial)) return { refused: REPLACED };
    const issuer = details?.certificateDetails?.issuer;
    if (details && issuer && sameDistinguishedName(issuer, issuerDn)) fitting.push(details);
  }
  const [details] = fitting;
  return details !== undefined && fitting.length === 1 ? { details } : { refused: AMBIGUOUS };
}

/** One of several candidates may have gone since the list was read; the others still count. */
async function readIfPresent(
  sectigoId: number,
  serial: string,
  readDetails: ReadDetails,
): Promise<SslDetails | undefined> {
  try {
    return await readDetails(sectigoId, serial);
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return undefined;
    throw error;
  }
}
