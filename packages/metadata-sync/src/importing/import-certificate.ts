import type { X509Certificate } from 'node:crypto';
import { parseSerialNumber } from '@certbridge/certificate';
import type { SslDetails } from '@certbridge/sectigo-client';
import { planCertificate } from '../planning/plan-certificate.ts';
import { agreementsAfter } from '../planning/plan-row.ts';
import { isSkipped } from '../reading/read-inventory.ts';
import { describeFailure, endsRun, failed, isAborted, mayHaveWorked, outcomeOf } from '../run/failures.ts';
import type { IntendedRow, RecordedRow } from '../run/recorder.ts';
import type { ChangeOutcome } from '../state/state-store.ts';
import type { MissingCertificate } from '../summary/import-summary.ts';
import { warnOfCuts } from '../writing/write-certificate.ts';
import type { ImportOutcome, ImportWriteContext } from './import-context.ts';
import { sendImport, thumbprintOf } from './send-import.ts';
import { settleMetadata } from './settle-metadata.ts';

/** What is needed for an import, or how the certificate ended without one. */
type Prepared =
  | { readonly details: SslDetails; readonly x509: X509Certificate }
  | { readonly outcome: ImportOutcome };

/** SCM keeps the id of a certificate that is replaced. */
const REPLACED =
  'SCM holds a certificate with another serial number under this id by now, so it was not imported; the next import lists it anew';

const INTERRUPTED =
  'interrupted during the import, so it is not known whether Keyfactor has it; the next import finds out';

const NOT_FOUND =
  'imported, but not found in Keyfactor by its thumbprint afterwards; look for it there, or list what is missing again later';

/** Imports one certificate into Command with its metadata. Never throws for what a system does wrong. */
export async function importCertificate(
  missing: MissingCertificate,
  context: ImportWriteContext,
): Promise<ImportOutcome> {
  const { signal, outage } = context;
  try {
    if (signal.aborted) return { kind: 'notProcessed' };
    const prepared = await prepare(missing, context);
    if ('outcome' in prepared) {
      outage.succeeded();
      return prepared.outcome;
    }
    if (signal.aborted) return { kind: 'notProcessed' };
    return await bringIn(missing, prepared, context);
  } catch (error) {
    return outcomeOf(error, context);
  }
}

/** Reads what is needed of SCM, and asks Command for the thumbprint as the last thing before the import. */
async function prepare(missing: MissingCertificate, context: ImportWriteContext): Promise<Prepared> {
  const { sectigo, keyfactor, signal } = context;
  const details = await sectigo.certificates.get(missing.sectigoId, { signal });
  if (isSkipped(details, context)) return { outcome: { kind: 'skipped' } };
  const listed = parseSerialNumber(missing.serialNumber);
  const serial = parseSerialNumber(details.serialNumber);
  if (serial !== undefined && serial !== listed) return { outcome: failed(REPLACED) };
  const collected = await collectLeaf(missing, context);
  if ('outcome' in collected) return collected;
  const { x509 } = collected;
  const present = await keyfactor.certificates.findByThumbprint(thumbprintOf(x509), {
    includeMetadata: false,
    signal,
  });
  return present ? { outcome: { kind: 'found' } } : { details, x509 };
}

/** Downloads a certificate from SCM, without its chain, and makes sure that it is the one that was listed. */
async function collectLeaf(
  { sectigoId, serialNumber }: MissingCertificate,
  { sectigo, signal }: ImportWriteContext,
): Promise<{ readonly x509: X509Certificate } | { readonly outcome: ImportOutcome }> {
  const collected = await sectigo.certificates.collect(sectigoId, { format: 'x509CO', signal });
  switch (collected.status) {
    case 'pending':
      return notCollectable('SCM does not give it out yet; a later import tries again');
    case 'revoked':
      return notCollectable('it is revoked, and SCM gives out no revoked certificates');
    case 'failed':
      return { outcome: failed(`SCM does not give it out: ${collected.reason}`) };
    case 'issued': {
      const listed = parseSerialNumber(serialNumber);
      // Some servers send the chain, too, whatever they are asked for.
      const own = collected.certificates.find(({ x509 }) => parseSerialNumber(x509.serialNumber) === listed);
      return own ?? { outcome: failed(REPLACED) };
    }
  }
}

function notCollectable(reason: string): { readonly outcome: ImportOutcome } {
  return { outcome: { kind: 'notCollectable', reason } };
}

/** Plans the values, records them, imports the certificate with them, and settles what Command shows afterwards. */
async function bringIn(
  missing: MissingCertificate,
  { details, x509 }: Exclude<Prepared, { readonly outcome: ImportOutcome }>,
  context: ImportWriteContext,
): Promise<ImportOutcome> {
  const { recorder, logger, mappings, hashSensitive, outage } = context;
  const { serialNumber, sectigoId } = missing;
  const records = { sectigo: details, command: {} };
  const { changes } = planCertificate(mappings, records);
  const [intended] = await recorder.intend([
    {
      certificate: { serialNumber, sectigoId, keyfactorId: null, changes },
      serial: parseSerialNumber(serialNumber) ?? '',
      agreements: agreementsAfter(mappings, records, { changes, hashSensitive }),
    },
  ]);
  if (intended === undefined) return { kind: 'notProcessed' };
  let present: Awaited<ReturnType<typeof sendImport>>;
  try {
    present = await sendImport(x509, changes, context);
  } catch (error) {
    if (!mayHaveWorked(error))
      await settle(
        intended,
        changes.map(() => 'not-written'),
        context,
      );
    if (isAborted(error)) return failed(INTERRUPTED);
    endsRun(error, context);
    return failed(describeFailure(error));
  }
  outage.succeeded();
  if (present === undefined) return failed(NOT_FOUND);

  const keyfactorId = present.Id;
  const failures = await settleMetadata({ details, present, thumbprint: thumbprintOf(x509) }, context);
  const isFailed = new Set(failures.map(({ field }) => field));
  const outcomes = changes.map(({ field }) => (isFailed.has(field) ? 'not-written' : 'written'));
  await settle(intended, outcomes, context, keyfactorId);
  logger.debug('Imported certificate {serialNumber} as {keyfactorId}.', { serialNumber, keyfactorId });
  warnOfCuts(changes, serialNumber, logger);
  return { kind: 'imported', keyfactorId, failures };
}

/** Records how the values of an import ended, at once; the certificate is what it is where that fails. */
async function settle(
  row: RecordedRow<IntendedRow>,
  outcomes: readonly ChangeOutcome[],
  { recorder, stop }: ImportWriteContext,
  keyfactorId: number | null = null,
): Promise<void> {
  try {
    await recorder.settle(row, outcomes, { keyfactorId });
    await recorder.flush();
  } catch (error) {
    stop(error);
  }
}
