import * as v from 'valibot';
import type { FieldDifference, LeftOutField } from '../fields/field-plan.ts';
import type { FieldTotals } from '../planning/sync-plan.ts';
import { exitCodes } from '../state/exit-code.ts';
import type { ReportDifference } from '../state/state-store.ts';
import { syncModes } from '../sync-mode.ts';
import { documentSchema } from './document-schema.ts';
import type {
  CallCounts,
  CertificateFailure,
  CertificateReference,
  CertificatesSummary,
  Conflict,
  DeadRun,
  FailureReason,
  FieldsSummary,
  FurtherValue,
  NamedCertificate,
  PlanDocument,
  PlanDocumentCertificate,
  PlanDocumentValue,
  ReturningField,
  RunProblem,
  RunSummary,
} from './run-summary.ts';

const CertificateReferenceSchema = documentSchema<CertificateReference>({
  serialNumber: v.string(),
  sectigoId: v.nullable(v.number()),
  keyfactorId: v.nullable(v.number()),
});

const NamedCertificateSchema = documentSchema<NamedCertificate>({
  ...CertificateReferenceSchema.entries,
  commonName: v.nullable(v.string()),
});

const CertificateFailureSchema = documentSchema<CertificateFailure>({
  ...NamedCertificateSchema.entries,
  field: v.nullable(v.string()),
  reason: v.string(),
  value: v.nullable(v.string()),
});

const FailureReasonSchema = documentSchema<FailureReason>({
  outcome: v.picklist(['partial', 'failed']),
  field: CertificateFailureSchema.entries.field,
  reason: v.string(),
  certificates: v.number(),
});

const FurtherValueSchema = documentSchema<FurtherValue>({
  field: v.string(),
  keyfactor: v.nullable(v.string()),
});

const ConflictSchema = documentSchema<Conflict>({
  ...NamedCertificateSchema.entries,
  field: v.string(),
  sectigo: v.nullable(v.string()),
  keyfactor: v.nullable(v.string()),
  agreed: v.nullable(v.string()),
  others: v.optional(v.array(FurtherValueSchema)),
});

const SideSchema = v.picklist(['sectigo', 'keyfactor']);

const FieldTotalsSchema = documentSchema<FieldTotals>({
  side: SideSchema,
  field: v.string(),
  set: v.number(),
  overwritten: v.number(),
  cleared: v.number(),
});

const PropertySchema = v.nullable(v.union([v.string(), v.number(), v.boolean()]));

const FieldDifferenceSchema = documentSchema<FieldDifference>({
  field: v.string(),
  property: v.string(),
  existing: PropertySchema,
  wanted: PropertySchema,
});

const LeftOutFieldSchema = documentSchema<LeftOutField>({
  field: v.string(),
  reason: v.string(),
  remedy: v.string(),
});

const ProblemSchema = documentSchema<RunProblem>({
  file: v.nullable(v.string()),
  path: v.nullable(v.string()),
  line: v.optional(v.number()),
  column: v.optional(v.nullable(v.number())),
  message: v.string(),
  remedy: v.string(),
});

/** A number of things. */
export const count = () => v.pipe(v.number(), v.integer(), v.minValue(0));
const timestamp = () => v.pipe(v.string(), v.isoTimestamp());

const DeadRunSchema = documentSchema<DeadRun>({
  runId: v.string(),
  command: v.string(),
  startedAt: v.string(),
  written: count(),
  unknown: count(),
  notWritten: count(),
});

const PlanDocumentSchema = documentSchema<PlanDocument>({
  createFields: v.array(v.string()),
  updateFields: v.array(v.string()),
  certificates: v.array(
    documentSchema<PlanDocumentCertificate>({
      ...CertificateReferenceSchema.entries,
      changes: v.array(
        documentSchema<PlanDocumentValue>({
          side: SideSchema,
          field: v.string(),
          before: v.nullable(v.string()),
          after: v.string(),
        }),
      ),
    }),
  ),
});

/** What the summaries of all runs have, under the same names. */
export const commonEntries = {
  runId: v.pipe(v.string(), v.uuid()),
  startedAt: timestamp(),
  finishedAt: timestamp(),
  deadRuns: v.array(DeadRunSchema),
  calls: documentSchema<CallCounts>({ sectigo: count(), keyfactor: count() }),
  warnings: v.array(v.string()),
  problems: v.array(ProblemSchema),
  exitCode: v.picklist(exitCodes),
};

/** Fields that take no part. */
export const leftOutFields = v.array(LeftOutFieldSchema);

/** Why certificates failed. */
export const failureReasons = v.array(FailureReasonSchema);

/** Decodes the document that a sync prints with `--json`: a {@link RunSummary}. */
export const RunSummarySchema = documentSchema<RunSummary>({
  runId: commonEntries.runId,
  command: v.picklist([...syncModes, 'apply', 'revert', 'import']),
  mode: v.picklist(syncModes),
  dryRun: v.boolean(),
  startedAt: commonEntries.startedAt,
  finishedAt: commonEntries.finishedAt,
  fields: documentSchema<FieldsSummary>({
    created: count(),
    updated: count(),
    different: v.array(FieldDifferenceSchema),
    leftOut: leftOutFields,
  }),
  certificates: documentSchema<CertificatesSummary>({
    inScope: count(),
    updated: count(),
    unchanged: count(),
    partial: v.array(CertificateFailureSchema),
    conflicts: v.array(ConflictSchema),
    failed: v.array(CertificateFailureSchema),
    unmatched: v.array(NamedCertificateSchema),
    reasons: failureReasons,
    withoutCustomFields: count(),
    skipped: count(),
    notProcessed: count(),
  }),
  changes: v.array(FieldTotalsSchema),
  deadRuns: commonEntries.deadRuns,
  detailsFor: v.array(v.string()),
  reportDiffers: v.array(documentSchema<ReportDifference>({ field: v.string(), foundAt: timestamp() })),
  returning: v.array(
    documentSchema<ReturningField>({
      side: SideSchema,
      field: v.string(),
      certificates: count(),
      serialNumbers: v.array(v.string()),
    }),
  ),
  calls: commonEntries.calls,
  warnings: commonEntries.warnings,
  problems: commonEntries.problems,
  plan: v.optional(PlanDocumentSchema),
  exitCode: commonEntries.exitCode,
});
