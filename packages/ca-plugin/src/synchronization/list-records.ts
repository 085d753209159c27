import { ApiError } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import type { FindingOptions, SynchronizationRequest } from '../contract/ca-plugin.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { CertificateRecordResult } from '../contract/certificate-record.ts';
import { toCaPluginError } from '../describe-failure.ts';
import type { PluginContext } from '../plugin-context.ts';
import { readRecord } from '../records/read-record.ts';
import type { RecordFacts } from '../records/to-record.ts';
import { checkProfileFilter, tellCheck } from './check-profile-filter.ts';
import { findAtHost, type HostRequest } from './find-at-host.ts';
import { isUnchanged } from './is-unchanged.ts';
import { learnProfiles, needsDetails } from './learn-profiles.ts';
import { listCertificates } from './list-certificates.ts';
import { listChanges } from './list-changes.ts';
import type { ListedCertificate, ListedCertificates } from './listed-certificate.ts';
import { mapUnordered } from './map-unordered.ts';

/** Certificates before which no share is judged. */
const LEAST_CERTIFICATES = 50;
const LARGEST_BAD_SHARE = 0.25;

/** Certificates read at one time. The client sends eight requests at a time; others wait there, so that it is never idle. */
const CONCURRENCY = 16;

/** Records that may wait for the consumer, so that a slow write does not leave the line idle. */
const AHEAD = 8;

/** Questions to the host at one time, which may respond slowly. */
const QUESTIONS = 32;

/** The context of a synchronization, with the signal that ends it. */
type Running = PluginContext & { readonly signal: AbortSignal };

/**
 * Reads the certificates of SCM, each once, as they differ from what the host has.
 *
 * The list is read whole and first, in a short time, since SCM keeps no snapshot of it; details and downloads follow at the
 * pace of the consumer. A record that can't be read comes as a bad one. Throws a `CaPluginError`: what the list throws,
 * 'nothing-in-scope' where no profile of the filter exists, 'too-many-bad-records', 'aborted'; and as it is what the host's reader throws.
 */
export async function* listRecords(
  request: SynchronizationRequest,
  context: PluginContext,
  options: FindingOptions,
): AsyncGenerator<CertificateRecordResult, void, undefined> {
  // Also ends what is under way for a consumer that stops taking records.
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const running = { ...context, signal };
  try {
    signal.throwIfAborted();
    await checkProfiles(running, options);
    const changes = await findChanges(request, running);
    const listed = changes ?? (await listCertificates(running));
    if (changes === undefined && listed.size === 0) warnOfNothing(running);
    const changed = await withoutUnchanged(listed, running);
    // A list of all profiles pays only together with a list of all certificates.
    const toRead = changes === undefined ? await learnProfiles(changed, listed.size, running) : changed;
    // SCM tells no id of these: whoever keeps records has nothing to keep them under.
    for (const problem of listed.unreadable) yield { caRequestId: 'unknown', problem };
    yield* readAll(toRead, { ...running, listed });
  } catch (error) {
    throw toCaPluginError(error, options.signal);
  } finally {
    ended.abort();
  }
}

/** A filter by profiles that do not exist would find nothing, and pass for a synchronization that is complete. */
async function checkProfiles(
  { settings, client, catalog, logger, signal }: Running,
  { onFinding }: FindingOptions,
): Promise<void> {
  const rows: string[] = [];
  const profiles = () => catalog.profiles(signal, (row) => rows.push(row));
  const check = await checkProfileFilter(settings, { client, profiles, signal });
  // A row that may be the profile in question stands in the finding.
  for (const row of rows) catalog.warn(row, check?.problem ?? check?.finding);
  tellCheck(check, { logger, onFinding });
  if (check?.problem !== undefined) throw new CaPluginError(check.problem, { code: 'nothing-in-scope' });
}

function warnOfNothing({ settings, logger }: Running): void {
  const filters = [
    ...(settings.syncFilterProfileIds.length > 0 ? ['SyncFilterProfileId'] : []),
    ...(Object.keys(settings.syncFilter).length > 0 ? ['SyncFilter'] : []),
  ];
  const by = filters.length > 0 ? ` that fits ${filters.join(' and ')}` : ' for this login';
  logger.warn('SCM lists no certificate{by}, so there is nothing to synchronize.', { by });
}

async function findChanges(
  { lastSync, fullSync }: SynchronizationRequest,
  running: Running,
): Promise<ListedCertificates | undefined> {
  if (lastSync === null || fullSync) return undefined;
  return listChanges(lastSync, { ...running, now: running.clock.now() });
}

/** Leaves out what the host has already, and adds to the others the id that it has them under. */
async function withoutUnchanged(
  listed: ListedCertificates,
  running: Running,
): Promise<readonly ListedCertificate[]> {
  const compared = await pMap(
    listed.values(),
    async (certificate) => {
      const host = await findAtHost(certificate, running.reader, (id) => listed.has(id));
      return (await isKnown(certificate, host, running))
        ? undefined
        : { ...certificate, requestId: host.requestId };
    },
    { concurrency: QUESTIONS, signal: running.signal },
  );
  return compared.filter((certificate) => certificate !== undefined);
}

async function isKnown(
  certificate: Pick<ListedCertificate, 'serialNumber' | 'status'>,
  host: HostRequest,
  { settings, reader }: Running,
): Promise<boolean> {
  return !settings.forceCompleteSync && (await isUnchanged(certificate, host, reader));
}

async function* readAll(
  certificates: readonly ListedCertificate[],
  running: Running & { readonly listed: ListedCertificates },
): AsyncGenerator<CertificateRecordResult, void, undefined> {
  const { logger, signal } = running;
  const listed = running.listed.size;
  const skipped = listed - certificates.length;
  logger.info('Certificates listed: {listed}, of which unchanged: {skipped}.', { listed, skipped });
  let done = skipped;
  let bad = 0;
  const records = mapUnordered(certificates, {
    map: (certificate) => readOne(certificate, running),
    concurrency: CONCURRENCY,
    ahead: AHEAD,
    signal,
  });
  for await (const record of records) {
    done += 1;
    if (record === undefined) continue;
    if ('problem' in record) bad += 1;
    yield record;
    checkBadRecords({ done, bad });
  }
  logger.info('Certificates read: {read}, of which bad: {bad}.', { read: done - skipped, bad });
}

/** Reads a record; undefined where the details tell that the host has it already. */
async function readOne(
  certificate: ListedCertificate,
  running: Running & { readonly listed: ListedCertificates },
): Promise<CertificateRecordResult | undefined> {
  const { sslId, requestId: caRequestId = String(sslId) } = certificate;
  try {
    const facts = factsOf(certificate);
    return facts === undefined
      ? await readByDetails(sslId, running)
      : { ...(await readRecord(facts, running)), caRequestId };
  } catch (error) {
    if (!isOfOneRecord(error)) throw error;
    return { caRequestId, problem: `Certificate ${sslId} can't be read: ${error.message}` };
  }
}

/** What the list tells, where that is enough. */
function factsOf(certificate: ListedCertificate): RecordFacts | undefined {
  const { sslId, status, serialNumber, profileId } = certificate;
  if (status === undefined || profileId === undefined || needsDetails(certificate)) return undefined;
  return { sslId, status, serialNumber, certType: { id: profileId } };
}

async function readByDetails(
  sslId: number,
  running: Running & { readonly listed: ListedCertificates },
): Promise<CertificateRecordResult | undefined> {
  const details = await running.client.certificates.get(sslId, { signal: running.signal });
  const { status, serialNumber } = details;
  const host = await findAtHost({ sslId, serialNumber }, running.reader, (id) => running.listed.has(id));
  if (await isKnown({ status, serialNumber }, host, running)) return undefined;
  return { ...(await readRecord(details, running)), caRequestId: host.requestId };
}

/** A refused login is refused for every certificate, and repeating it may lock the account. */
function isOfOneRecord(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code !== 'aborted' && error.code !== 'unauthorized';
}

/** Counts of a synchronization so far. */
interface RecordCounts {
  /** Certificates that are done, those included that did not change. */
  readonly done: number;
  readonly bad: number;
}

/** Throws a `CaPluginError` 'too-many-bad-records' where so many are bad that the fault is not theirs. */
export function checkBadRecords({ done, bad }: RecordCounts): void {
  if (done < LEAST_CERTIFICATES || bad <= done * LARGEST_BAD_SHARE) return;
  throw new CaPluginError(
    `The synchronization was ended: ${bad} of ${done} certificates could not be read, and more than a quarter is too many to go on. Mend what the records name, and synchronize again.`,
    { code: 'too-many-bad-records' },
  );
}
