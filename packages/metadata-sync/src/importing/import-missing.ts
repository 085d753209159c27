import pMap from 'p-map';
import type { FieldPlan, RunStop } from '../fields/field-plan.ts';
import { checkProfileIds } from '../reading/check-profile-ids.ts';
import { describeNothingListed, issuerUnknownStop } from '../reading/check-scope.ts';
import { findMissing } from '../reading/find-missing.ts';
import { planFields, readFieldDefinitions } from '../reading/read-field-plan.ts';
import { describeIssuers } from '../run/describe-stop.ts';
import { type ImportContext, recordOutcome } from '../run/import-context.ts';
import { Progress } from '../run/progress.ts';
import { beginRun, endRun } from '../run/run.ts';
import { createRunContext } from '../run/run-context.ts';
import type { ImportSummary, MissingCertificate } from '../summary/import-summary.ts';
import { listSensitiveFields } from '../writing/write-certificate.ts';
import { writeFields } from '../writing/write-fields.ts';
import { checkImportOptions, type ImportOptions } from './import-options.ts';
import { importWithMetadata } from './import-with-metadata.ts';

/** The result of an import. */
export interface ImportResult {
  readonly summary: ImportSummary;
  /** Set where the run stopped for the operator before any write. */
  readonly stop?: RunStop;
}

/**
 * Lists the certificates of SCM that Command does not have and, where asked to, imports them with their metadata.
 *
 * Each is looked for in Command by its serial number and, right before the import, by its thumbprint, and is read back
 * by its thumbprint afterwards. Never throws for what a system or a certificate does wrong: the result's exit code and
 * lists tell. Throws an `ApiError` 'invalid-argument' for options that can't be used, before anything is sent.
 *
 * @example
 * const runId = crypto.randomUUID();
 * const { summary } = await importMissing({ apply: false, settings, sectigo, keyfactor, runId });
 * console.log(renderImportSummary(summary)); // what an import would do
 */
export async function importMissing(options: ImportOptions): Promise<ImportResult> {
  checkImportOptions(options);
  const { apply, sectigo, keyfactor } = options;
  const store = apply ? options.store : undefined;
  const run = { kind: 'import', mode: 'sctokf', dryRun: !apply, of: null } as const;
  const context: ImportContext = {
    ...createRunContext({ ...options, store }, run),
    sectigo,
    keyfactor,
    certificates: {
      listed: 0,
      pending: 0,
      missing: [],
      imported: [],
      notCollectable: [],
      skipped: 0,
      found: 0,
    },
  };
  const { ending, stop } = await endRun(context, listAndImport(context));
  const summary = summarize(context, ending);
  return stop ? { summary, stop } : { summary };
}

async function listAndImport(context: ImportContext): Promise<RunStop | undefined> {
  const { settings, certificates, dryRun, logger, warn } = context;
  await beginRun(context);
  const [profiles, definitions] = await Promise.all([
    checkProfileIds(context),
    readFieldDefinitions(context),
  ]);
  if (profiles.stop !== undefined) return profiles.stop;
  const fields = planFields(definitions, context);
  if ('stop' in fields) return fields.stop;

  const known = await findMissing(context, profiles.sslTypeIds);
  const { listed, missing } = certificates;
  if (listed === 0) warn(describeNothingListed(profiles.sslTypeIds, settings));
  if (known === 0 && listed > 0) {
    const unknown = await issuerUnknownStop(listed, context);
    // Before a first import that is as it should be; where Command has the very certificates under another issuer, the
    // lookup term is wrong.
    if (certificates.found > 0) return unknown;
    if (unknown.issuers.length > 0) warn(describeIssuers(unknown));
  }
  const counts = { missing: missing.length, listed };
  logger.info('Certificates missing in Keyfactor: {missing} of {listed}.', counts);
  if (!dryRun && missing.length > 0) await importAll(missing, fields.plan, context);
  return undefined;
}

/** Creates the metadata fields, then imports each certificate. */
async function importAll(
  missing: readonly MissingCertificate[],
  fieldPlan: FieldPlan,
  context: ImportContext,
): Promise<void> {
  const { concurrency, logger, signal } = context;
  try {
    if (!signal.aborted) await writeFields(fieldPlan, context);
  } catch (error) {
    for (const certificate of missing) recordOutcome(certificate, { kind: 'notProcessed' }, context);
    throw error;
  }
  const { mappings } = fieldPlan;
  const writer = { ...context, mappings, sensitiveFields: listSensitiveFields(mappings) };
  const progress = new Progress(logger, { step: 'imported', total: missing.length });
  const importInTurn = async (sameSerial: readonly MissingCertificate[]) => {
    for (const certificate of sameSerial) {
      recordOutcome(certificate, await importWithMetadata(certificate, writer), context);
      progress.advance();
    }
  };
  // While some wait for one system, others keep the other one busy.
  await pMap(groupBySerialNumber(missing), importInTurn, {
    concurrency: concurrency.sectigo + concurrency.keyfactor,
  });
}

/** Those of one serial number may be one and the same certificate, so they are not imported side by side. */
function groupBySerialNumber(certificates: readonly MissingCertificate[]): Iterable<MissingCertificate[]> {
  const groups = new Map<string, MissingCertificate[]>();
  for (const certificate of certificates) {
    const group = groups.get(certificate.serialNumber);
    if (group) group.push(certificate);
    else groups.set(certificate.serialNumber, [certificate]);
  }
  return groups.values();
}

function summarize(
  { dryRun, findings, certificates, tally }: ImportContext,
  { runId, startedAt, finishedAt, ...ending }: Awaited<ReturnType<typeof endRun>>['ending'],
): ImportSummary {
  const { partial, failed, reasons, notProcessed } = tally.toSummary();
  const { listed, pending, missing, imported, notCollectable, skipped, found } = certificates;
  const byId = (a: { readonly sectigoId: number | null }, b: typeof a) =>
    (a.sectigoId ?? 0) - (b.sectigoId ?? 0);
  return {
    runId,
    command: 'import',
    apply: !dryRun,
    startedAt,
    finishedAt,
    fields: {
      missing: findings.fieldPlan?.create.map(({ Name }) => Name) ?? [],
      created: findings.created,
      leftOut: [...(findings.fieldPlan?.leftOut ?? [])],
    },
    certificates: {
      listed,
      pending,
      missing: missing.toSorted(byId),
      imported: imported.toSorted(byId),
      partial: partial.toSorted(byId).map(({ sectigoId, keyfactorId, field, ...rest }) => ({
        ...rest,
        sectigoId: sectigoId ?? 0,
        keyfactorId: keyfactorId ?? 0,
        field: field ?? '',
      })),
      failed: failed.toSorted(byId).map(({ serialNumber, sectigoId, commonName, reason }) => ({
        serialNumber,
        sectigoId,
        commonName,
        reason,
      })),
      notCollectable: notCollectable.toSorted(byId),
      reasons,
      skipped,
      found,
      notProcessed,
    },
    ...ending,
  };
}
