import * as v from 'valibot';
import { documentSchema } from './document-schema.ts';
import type {
  FailedImport,
  ImportCertificatesSummary,
  ImportedCertificate,
  ImportFieldsSummary,
  ImportSummary,
  MissingCertificate,
  PartlyImportedCertificate,
  UncollectableCertificate,
} from './import-summary.ts';
import { commonEntries, count, failureReasons, leftOutFields } from './run-summary-schema.ts';

const MissingCertificateSchema = documentSchema<MissingCertificate>({
  serialNumber: v.string(),
  sectigoId: v.number(),
  commonName: v.nullable(v.string()),
});

const ImportedCertificateSchema = documentSchema<ImportedCertificate>({
  ...MissingCertificateSchema.entries,
  keyfactorId: v.number(),
});

const UncollectableCertificateSchema = documentSchema<UncollectableCertificate>({
  ...MissingCertificateSchema.entries,
  reason: v.string(),
});

/** Decodes the document that an import prints with `--json`: an {@link ImportSummary}. */
export const ImportSummarySchema = documentSchema<ImportSummary>({
  runId: commonEntries.runId,
  command: v.literal('import'),
  apply: v.boolean(),
  startedAt: commonEntries.startedAt,
  finishedAt: commonEntries.finishedAt,
  fields: documentSchema<ImportFieldsSummary>({
    missing: v.array(v.string()),
    created: count(),
    leftOut: leftOutFields,
  }),
  certificates: documentSchema<ImportCertificatesSummary>({
    listed: count(),
    pending: count(),
    missing: v.array(MissingCertificateSchema),
    imported: v.array(ImportedCertificateSchema),
    partial: v.array(
      documentSchema<PartlyImportedCertificate>({
        ...ImportedCertificateSchema.entries,
        field: v.string(),
        reason: v.string(),
        value: v.nullable(v.string()),
      }),
    ),
    failed: v.array(
      documentSchema<FailedImport>({
        ...UncollectableCertificateSchema.entries,
        sectigoId: v.nullable(v.number()),
      }),
    ),
    notCollectable: v.array(UncollectableCertificateSchema),
    reasons: failureReasons,
    skipped: count(),
    found: count(),
    notProcessed: count(),
  }),
  deadRuns: commonEntries.deadRuns,
  calls: commonEntries.calls,
  warnings: commonEntries.warnings,
  problems: commonEntries.problems,
  exitCode: commonEntries.exitCode,
});
