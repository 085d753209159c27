import type { X509Certificate } from 'node:crypto';
import { parseSerialNumber } from '@certbridge/certificate';
import type { SslDetails } from '@certbridge/sectigo-client';
import { planCertificate } from '../planning/plan-certificate.ts';
import { describeFailure, isAborted } from '../run/describe-failure.ts';
import { collectLeaf, REPLACED } from './collect-leaf.ts';
import type { ImportContext } from './import-context.ts';
import { type ImportOutcome, outcomeOf } from './import-outcome.ts';
import type { MissingCertificate } from './import-summary.ts';
import { mayHaveWorked, sendImport, thumbprintOf } from './send-import.ts';
import { settleMetadata } from './settle-metadata.ts';

/** What is needed for an import, or how the certificate ended without one. */
type Prepared =
  | { readonly details: SslDetails; readonly x509: X509Certificate }
  | { readonly outcome: ImportOutcome };

const skippedStates: ReadonlySet<string> = new Set(['revoked', 'expired']);

const INTERRUPTED =
  'interrupted during the import, so it is not known whether Keyfactor has it; the next import finds out';

const NOT_FOUND =
  'imported, but not found in Keyfactor by its thumbprint afterwards; look for it there, or list what is missing again later';

/** Brings one certificate into Command with its metadata. Never throws for what a system does wrong. */
export async function importCertificate(
  missing: MissingCertificate,
  context: ImportContext,
): Promise<ImportOutcome> {
  try {
    if (context.signal.aborted) return { kind: 'notProcessed' };
    const prepared = await prepare(missing, context);
    if ('outcome' in prepared) return prepared.outcome;
    if (context.signal.aborted) return { kind: 'notProcessed' };
    return await bringIn(missing, { ...prepared, context });
  } catch (error) {
    return outcomeOf(error);
  }
}

/** Reads what is needed of SCM, and asks Command for the thumbprint as the last thing before the import. */
async function prepare(missing: MissingCertificate, context: ImportContext): Promise<Prepared> {
  const { settings, sectigo, keyfactor, signal } = context;
  const details = await sectigo.certificates.get(missing.sectigoId, { signal });
  if (!settings.syncRevokedAndExpired && skippedStates.has(details.status.toLowerCase()))
    return { outcome: { kind: 'skipped' } };
  const serial = parseSerialNumber(details.serialNumber);
  if (serial !== undefined && serial !== parseSerialNumber(missing.serialNumber))
    return { outcome: { kind: 'failed', reason: REPLACED } };
  const leaf = await collectLeaf(missing, context);
  if ('outcome' in leaf) return leaf;
  const thumbprint = thumbprintOf(leaf.x509);
  const present = await keyfactor.certificates.findByThumbprint(thumbprint, {
    includeMetadata: false,
    signal,
  });
  return present ? { outcome: { kind: 'found' } } : { details, x509: leaf.x509 };
}

async function bringIn(
  missing: MissingCertificate,
  {
    details,
    x509,
    context,
  }: { readonly details: SslDetails; readonly x509: X509Certificate; readonly context: ImportContext },
): Promise<ImportOutcome> {
  const { history, logger, mappings } = context;
  const { serialNumber } = missing;
  const records = { sectigo: details, command: {} };
  const { changes } = planCertificate(mappings, records);
  const intended = await history.intend(missing, changes);
  const sent = await trySend();
  if ('outcome' in sent) return sent.outcome;

  const { present } = sent;
  const keyfactorId = present.Id;
  const failures = await settleMetadata({ details, present, thumbprint: thumbprintOf(x509) }, context);
  await history.imported(intended, { keyfactorId, failures, mappings, records });
  logger.debug('Imported certificate {serialNumber} as {keyfactorId}.', { serialNumber, keyfactorId });
  for (const { field } of changes.filter(({ truncated }) => truncated)) {
    const properties = { field, serialNumber };
    logger.warn('Cut the value of {field} of certificate {serialNumber} to the limit.', properties);
  }
  return { kind: 'imported', keyfactorId, failures };

  async function trySend() {
    try {
      const present = await sendImport(x509, changes, context);
      return present ? { present } : { outcome: { kind: 'failed', reason: NOT_FOUND } as const };
    } catch (error) {
      if (!mayHaveWorked(error)) await history.refused(intended);
      const reason = isAborted(error) ? INTERRUPTED : describeFailure(error);
      return { outcome: { kind: 'failed', reason, error } as const };
    }
  }
}
