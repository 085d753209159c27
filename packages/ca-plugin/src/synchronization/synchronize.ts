import { ApiError } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import type { CallOptions, SynchronizationRequest } from '../contract/ca-plugin.ts';
import type { BadRecord, CertificateRecord } from '../contract/certificate-record.ts';
import { toCaPluginError } from '../describe-failure.ts';
import type { PluginContext } from '../plugin-context.ts';
import { readRecord } from '../records/read-record.ts';
import { checkBadRecords } from './bad-record-limit.ts';
import { isUnchanged } from './is-unchanged.ts';
import { learnProfiles, needsDetails } from './learn-profiles.ts';
import { listCertificates } from './list-certificates.ts';
import { listChanges } from './list-changes.ts';
import type { ListedCertificate, ListedCertificates } from './listed-certificate.ts';
import { mapUnordered } from './map-unordered.ts';

/** Certificates read at one time. The client sends eight requests at a time; others wait there, so that it is never idle. */
const CONCURRENCY = 16;

/** Records that may wait for the consumer, so that a slow write does not leave the line idle. */
const AHEAD = 8;

/** Questions to the host at one time, which may answer slowly. */
const QUESTIONS = 32;

/** The context of a synchronization, with the signal that ends it. */
type Running = PluginContext & { readonly signal: AbortSignal };

/**
 * Reads the certificates of SCM, each once, as they differ from what the host has.
 *
 * The list is read whole and first, in a short time, since SCM keeps no snapshot of it; details and downloads follow at the
 * pace of the consumer. A record that can't be read comes as a bad one. Throws a `CaPluginError`: what the list throws,
 * 'too-many-bad-records', 'aborted'; and as it is what the host's reader throws.
 */
export async function* synchronize(
  request: SynchronizationRequest,
  context: PluginContext,
  options: CallOptions,
): AsyncGenerator<CertificateRecord | BadRecord, void, undefined> {
  // Also ends what is under way for a consumer that stops taking records.
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const running = { ...context, signal };
  try {
    signal.throwIfAborted();
    const changes = await findChanges(request, running);
    const listed = changes ?? (await listCertificates(running));
    const changed = await withoutUnchanged(listed.values(), running);
    // A list of all profiles pays only beside a list of all certificates.
    const toRead = changes === undefined ? await learnProfiles(changed, listed.size, running) : changed;
    yield* readAll(toRead, { listed: listed.size, running });
  } catch (error) {
    throw toCaPluginError(error, options.signal);
  } finally {
    ended.abort();
  }
}

async function findChanges(
  { lastSync, fullSync }: SynchronizationRequest,
  running: Running,
): Promise<ListedCertificates | undefined> {
  if (lastSync === null || fullSync) return undefined;
  return listChanges(lastSync, { ...running, now: running.clock.now() });
}

/** Leaves out what the host has already. */
async function withoutUnchanged(
  certificates: readonly ListedCertificate[],
  { settings, reader, signal }: Running,
): Promise<readonly ListedCertificate[]> {
  if (settings.forceCompleteSync) return certificates;
  const unchanged = await pMap(certificates, (certificate) => isUnchanged(certificate, reader), {
    concurrency: QUESTIONS,
    signal,
  });
  return certificates.filter((_, index) => unchanged[index] !== true);
}

async function* readAll(
  certificates: readonly ListedCertificate[],
  { listed, running }: { readonly listed: number; readonly running: Running },
): AsyncGenerator<CertificateRecord | BadRecord, void, undefined> {
  const { logger, signal } = running;
  const skipped = listed - certificates.length;
  logger.info('{listed} certificates listed, {skipped} of them unchanged.', { listed, skipped });
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
  logger.info('{read} certificates read, {bad} of them bad.', { read: done - skipped, bad });
}

/** Reads a record; undefined where the details tell that the host has it already. */
async function readOne(
  certificate: ListedCertificate,
  { client, reader, settings, signal }: Running,
): Promise<CertificateRecord | BadRecord | undefined> {
  const { sslId, status, profileId } = certificate;
  try {
    if (status !== undefined && profileId !== undefined && !needsDetails(certificate)) {
      return await readRecord({ sslId, status, certType: { id: profileId } }, { client, signal });
    }
    const details = await client.certificates.get(sslId, { signal });
    const { serialNumber } = details;
    const known =
      details.status !== status &&
      !settings.forceCompleteSync &&
      (await isUnchanged({ sslId, serialNumber, status: details.status }, reader));
    return known ? undefined : await readRecord(details, { client, signal });
  } catch (error) {
    // A refused login is refused for every certificate, and repeating it may lock the account.
    const isolated = error instanceof ApiError && error.code !== 'aborted' && error.code !== 'unauthorized';
    if (!isolated) throw error;
    return { caRequestId: String(sslId), problem: `Certificate ${sslId} can't be read: ${error.message}` };
  }
}
