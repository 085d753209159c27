import * as v from 'valibot';
import { exitCodes } from '../state/exit-code.ts';

/** A certificate on both sides; null where a side does not have it or could not be asked. */
const CertificateReferenceSchema = v.object({
  serialNumber: v.string(),
  sectigoId: v.nullable(v.number()),
  keyfactorId: v.nullable(v.number()),
});

const NamedCertificateSchema = v.object({
  ...CertificateReferenceSchema.entries,
  /** The subject's common name; null where it has none or it was not read. */
  commonName: v.nullable(v.string()),
});

const CertificateFailureSchema = v.object({
  ...NamedCertificateSchema.entries,
  /** Null where the certificate failed as a whole. */
  field: v.nullable(v.string()),
  reason: v.string(),
  /** The value that could not be processed; null where there is none, `***` for a field marked sensitive. */
  value: v.nullable(v.string()),
});

/** How many certificates failed in one field for one reason. */
const ReasonSchema = v.object({
  outcome: v.picklist(['partial', 'failed']),
  field: CertificateFailureSchema.entries.field,
  reason: v.string(),
  certificates: v.number(),
});

/** A custom field that both systems changed since they last agreed, or held differently from the start. */
const ConflictSchema = v.object({
  ...NamedCertificateSchema.entries,
  /** The custom field's name in SCM. */
  field: v.string(),
  /** Null where there is no value; `***` for a field marked sensitive. */
  sectigo: v.nullable(v.string()),
  keyfactor: v.nullable(v.string()),
  /** The value last agreed on; null where none is known. */
  agreed: v.nullable(v.string()),
  /** What the further metadata fields hold that the custom field fills, where there are several. */
  others: v.optional(v.array(v.object({ field: v.string(), keyfactor: v.nullable(v.string()) }))),
});

const SideSchema = v.picklist(['sectigo', 'keyfactor']);

const FieldTotalsSchema = v.object({
  side: SideSchema,
  field: v.string(),
  /** Certificates that get a value and had none. */
  set: v.number(),
  overwritten: v.number(),
  cleared: v.number(),
});

const PropertySchema = v.nullable(v.union([v.string(), v.number(), v.boolean()]));

const FieldDifferenceSchema = v.object({
  field: v.string(),
  property: v.string(),
  existing: PropertySchema,
  wanted: PropertySchema,
});

const LeftOutFieldSchema = v.object({
  /** The name in SCM: as `fields.json` has it where it is listed there. */
  field: v.string(),
  reason: v.string(),
  remedy: v.string(),
});

const ProblemSchema = v.object({
  file: v.nullable(v.string()),
  path: v.nullable(v.string()),
  /** Where a file could not be parsed; counted from 1. */
  line: v.optional(v.number()),
  column: v.optional(v.nullable(v.number())),
  /** A whole sentence. */
  message: v.string(),
  remedy: v.string(),
});

const count = () => v.pipe(v.number(), v.integer(), v.minValue(0));
const timestamp = () => v.pipe(v.string(), v.isoTimestamp());

/** The document that a sync prints with `--json`. Part of the public interface; further keys may be added. */
export const RunSummarySchema = v.object({
  runId: v.pipe(v.string(), v.uuid()),
  /** What was asked for; `both` is the sync in two directions. */
  command: v.picklist(['sctokf', 'kftosc', 'both', 'apply', 'revert', 'import']),
  /** Which way values may go; of an applied plan, its own; a revert writes to either side. */
  mode: v.picklist(['sctokf', 'kftosc', 'both']),
  dryRun: v.boolean(),
  startedAt: timestamp(),
  finishedAt: timestamp(),
  fields: v.object({
    /** Metadata fields created; in a dry run, those that would be. */
    created: count(),
    updated: count(),
    different: v.array(FieldDifferenceSchema),
    /** Fields that SCM does not have, or of which a definition can't be read: the run went on without them. */
    leftOut: v.array(LeftOutFieldSchema),
  }),
  certificates: v.object({
    /** Matched certificates: updated + unchanged + partial + failed + notProcessed, each certificate once. */
    inScope: count(),
    updated: count(),
    unchanged: count(),
    partial: v.array(CertificateFailureSchema),
    /** The fields in conflict of certificates that are partly processed because of them. */
    conflicts: v.array(ConflictSchema),
    failed: v.array(CertificateFailureSchema),
    /** Command's certificates of the issuer that SCM does not have among the profiles in scope. */
    unmatched: v.array(NamedCertificateSchema),
    /** Why certificates failed or are partly processed, the most frequent reason first. */
    reasons: v.array(ReasonSchema),
    withoutCustomFields: count(),
    /** Left out because SCM calls them revoked or expired. */
    skipped: count(),
    /** Not reached because the run ended early. */
    notProcessed: count(),
  }),
  /** What is planned for each field that something is planned for. */
  changes: v.array(FieldTotalsSchema),
  /** Earlier runs that were killed, with the values that they wrote or may have written. */
  deadRuns: v.array(
    v.object({
      runId: v.string(),
      command: v.string(),
      startedAt: v.string(),
      written: count(),
      /** Under way when it was killed; compared again by this run. */
      unknown: count(),
      notWritten: count(),
    }),
  ),
  /** Paths of SCM's details that its report lacks, for whose sake the details of every certificate were read singly. */
  detailsFor: v.array(v.string()),
  /**
   * Fields in which SCM's report was seen to differ from the details, for whose sake the details of every certificate were
   * read: `customFields: NAME`, `details: PATH` or `status`. Remembered in the state.
   */
  reportDiffers: v.array(v.object({ field: v.string(), foundAt: timestamp() })),
  /** Values that were written and returned to what an earlier run had replaced, with no edit in between. */
  returning: v.array(
    v.object({
      side: SideSchema,
      field: v.string(),
      certificates: count(),
      /** Some of them. */
      serialNumbers: v.array(v.string()),
    }),
  ),
  /** HTTP requests sent, retries included. */
  calls: v.object({ sectigo: count(), keyfactor: count() }),
  /** What the operator should know of the run and may want to mend, a sentence or two each. */
  warnings: v.array(v.string()),
  /** What ended the run early or stopped it for the operator. */
  problems: v.array(ProblemSchema),
  /** What would be written; present in a dry run only. */
  plan: v.optional(
    v.object({
      createFields: v.array(v.string()),
      updateFields: v.array(v.string()),
      certificates: v.array(
        v.object({
          ...CertificateReferenceSchema.entries,
          changes: v.array(
            v.object({
              side: SideSchema,
              field: v.string(),
              /** `***` for a value of a field marked sensitive. */
              before: v.nullable(v.string()),
              after: v.string(),
            }),
          ),
        }),
      ),
    }),
  ),
  exitCode: v.picklist(exitCodes),
});

/** How a run ended; see {@link RunSummarySchema}. */
export type RunSummary = v.InferOutput<typeof RunSummarySchema>;
/** A certificate on both sides; null where a side does not have it or could not be asked. */
export type CertificateReference = v.InferOutput<typeof CertificateReferenceSchema>;
/** A certificate with its common name; null where it has none or it was not read. */
export type NamedCertificate = v.InferOutput<typeof NamedCertificateSchema>;
/** A certificate, or one of its fields, that could not be processed. */
export type CertificateFailure = v.InferOutput<typeof CertificateFailureSchema>;
/** A custom field that both systems changed since they last agreed, or held differently from the start. */
export type Conflict = v.InferOutput<typeof ConflictSchema>;
/** Why a run ended early or did not start, with a remedy. */
export type RunProblem = v.InferOutput<typeof ProblemSchema>;
