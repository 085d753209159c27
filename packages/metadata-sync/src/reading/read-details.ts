import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import type { FieldMapping } from '../fields/field-plan.ts';
import { isAborted } from '../run/failures.ts';
import type { SyncContext } from '../run/run-context.ts';
import { chooseReading, neededParts } from './choose-reading.ts';
import type { IdSet } from './id-set.ts';
import { lookAtRows, type Settled } from './look-at-rows.ts';
import { readReport } from './read-report.ts';
import { ReportTrust } from './report-trust.ts';

/** Certificates whose details a run needs. */
export interface AskedDetails {
  /** Certificates, those included that the issuer must tell apart. */
  readonly asked: number;
  /** Ids in SCM of the others; where the issuer decides, it is that of the details. */
  readonly wanted: IdSet;
}

/** Reads the details of a certificate, wherever they come from; those of the report where they are of that serial number. */
export type ReadDetails = (sectigoId: number, serial: string) => Promise<SslDetails>;

/** What is left to read. */
export interface PreparedDetails {
  readonly read: ReadDetails;
  /** The certificates that the report settled, where it did; the others are the open ones of the work area. */
  readonly settled?: Settled;
}

type ReadSingle = (sectigoId: number) => Promise<SslDetails>;

/** Certificates drawn in every run whose report rows are compared with their details. */
const SAMPLE = 10;

/**
 * Prepares reading: the SSL report brings the details of many certificates in one call, where it holds what the fields
 * need. What it lacks is read singly.
 *
 * Before anything is planned, rows are held against the details: some drawn, some that are likely to differ, and every
 * one that would replace a present value. A difference in one of them sends its field to the details, in this run and
 * in those that follow.
 */
export async function prepareDetails(
  { asked, wanted }: AskedDetails,
  mappings: readonly FieldMapping[],
  context: SyncContext,
): Promise<PreparedDetails> {
  const { sectigo, settings, signal, logger, work } = context;
  const single = (sectigoId: number) => sectigo.certificates.get(sectigoId, { signal });
  const trust = new ReportTrust(mappings, context);
  const known = await trust.known();
  const reading = chooseReading(mappings, {
    strategy: settings.sectigo.readStrategy,
    certificates: asked,
    known,
  });
  if (reading.kind === 'details') {
    trust.describeDetails(reading);
    return { read: single };
  }
  const ended = new AbortController();
  const reader = { ...context, signal: AbortSignal.any([signal, ended.signal]) };
  const [complete, drawn] = await Promise.all([
    readReport(wanted, neededParts(mappings), reader),
    readEach(wanted.sample(SAMPLE), { single, context }),
  ]).catch((error: unknown) => {
    // What the other one still reads is of no use any more.
    ended.abort();
    throw error;
  });
  if (!complete) {
    work.dropDetails();
    return { read: async (sectigoId) => drawn.get(sectigoId) ?? single(sectigoId) };
  }
  for (const [sectigoId, details] of drawn) await compare(sectigoId, details);
  if (trust.compared === 0 && wanted.size > 0) {
    logger.warn('The report has none of the certificates drawn, so all details are read.');
    work.dropDetails();
    return { read: async (sectigoId) => drawn.get(sectigoId) ?? single(sectigoId) };
  }
  if (trust.isLost) return { read: readAndCompare };
  const { doubtful, rows, settled } = await lookAtRows(wanted, { drawn, mappings, context });
  await compareDoubtful(doubtful);
  if (trust.isLost) return { read: readAndCompare };
  await trust.forget(known);
  logger.info('{rows} of {wanted} certificates read by report.', { rows, wanted: wanted.size });
  const read: ReadDetails = async (sectigoId, serial) =>
    drawn.get(sectigoId) ?? work.findDetails(sectigoId, serial) ?? single(sectigoId);
  return settled === undefined ? { read } : { read, settled };

  async function compare(sectigoId: number, details: SslDetails): Promise<void> {
    const row = work.findDetails(sectigoId, details.serialNumber);
    // Another certificate's details say nothing about the row.
    const isListed = work.isListed(sectigoId, details.serialNumber);
    if (row !== undefined && isListed) await trust.compare(row, details);
  }

  /** Every certificate is read singly, and compared nonetheless: so all fields that differ are found at once. */
  async function readAndCompare(sectigoId: number): Promise<SslDetails> {
    const details = drawn.get(sectigoId) ?? (await single(sectigoId));
    await compare(sectigoId, details);
    return details;
  }

  async function compareDoubtful(doubtful: readonly number[]): Promise<void> {
    const ids = doubtful.filter((id) => !drawn.has(id));
    const read = async (sectigoId: number) => {
      // One difference is enough: all are read then.
      if (trust.isLost) return;
      const details = await readIfPossible(sectigoId, single);
      if (details !== undefined) await compare(sectigoId, details);
      // What could not be read is read again when its turn comes: the row alone is not to be believed.
      work.replaceDetails(sectigoId, details);
    };
    await pMap(ids, read, { concurrency: context.concurrency.sectigo });
  }
}

async function readEach(
  sectigoIds: readonly number[],
  { single, context }: { readonly single: ReadSingle; readonly context: SyncContext },
): Promise<ReadonlyMap<number, SslDetails>> {
  const read = new Map<number, SslDetails>();
  const readOne = async (sectigoId: number) => {
    const details = await readIfPossible(sectigoId, single);
    if (details !== undefined) read.set(sectigoId, details);
  };
  await pMap(sectigoIds, readOne, { concurrency: context.concurrency.sectigo });
  return read;
}

/** Reads the details of a certificate; what can't be read is left out, as the certificate's own turn will tell. */
async function readIfPossible(sectigoId: number, single: ReadSingle): Promise<SslDetails | undefined> {
  try {
    return await single(sectigoId);
  } catch (error) {
    if (isAborted(error) || !(error instanceof ApiError) || error.code === 'unauthorized') throw error;
    return undefined;
  }
}
