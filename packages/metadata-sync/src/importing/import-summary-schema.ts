import * as v from 'valibot';
import { RunSummarySchema } from '../summary/run-summary.ts';

/** A certificate of SCM that Command does not have. */
const MissingCertificateSchema = v.object({
  /** Upper-case hexadecimal in pairs of digits, as Command writes it. */
  serialNumber: v.string(),
  sectigoId: v.number(),
  commonName: v.nullable(v.string()),
});

const ImportedCertificateSchema = v.object({
  ...MissingCertificateSchema.entries,
  keyfactorId: v.number(),
});

const ImportFailureSchema = v.object({
  ...MissingCertificateSchema.entries,
  /** Never holds a value. */
  reason: v.string(),
});

/** `serialNumber` is empty and `sectigoId` null where a row of SCM's list can't be read: the reason tells where it is. */
const FailedCertificateSchema = v.object({
  ...ImportFailureSchema.entries,
  sectigoId: v.nullable(v.number()),
});

const count = () => v.pipe(v.number(), v.integer(), v.minValue(0));

/** The document that an import prints with `--json`. Part of the public interface; further keys may be added. */
export const ImportSummarySchema = v.object({
  runId: RunSummarySchema.entries.runId,
  command: v.literal('import'),
  /** Whether certificates were to be imported, and not listed only. */
  apply: v.boolean(),
  startedAt: RunSummarySchema.entries.startedAt,
  finishedAt: RunSummarySchema.entries.finishedAt,
  fields: v.object({
    /** Metadata fields that Command lacked; an import creates them where there is a certificate to import. */
    missing: v.array(v.string()),
    created: count(),
    leftOut: RunSummarySchema.entries.fields.entries.leftOut,
  }),
  certificates: v.object({
    /** Certificates with a serial number that SCM lists in scope. */
    listed: count(),
    /** Left out because SCM lists them without a serial number: they are not issued yet. */
    pending: count(),
    /** What Command lacks, or lacked before the import. */
    missing: v.array(MissingCertificateSchema),
    /** In Command now, with all their values. */
    imported: v.array(ImportedCertificateSchema),
    /** In Command now, but not with all their values: an entry for each field. */
    partial: v.array(
      v.object({
        ...ImportedCertificateSchema.entries,
        field: v.string(),
        reason: v.string(),
        /** The value that could not be processed; null where there is none, `***` for a field marked sensitive. */
        value: v.nullable(v.string()),
      }),
    ),
    /** Also those for which it is not known whether Command has them. */
    failed: v.array(FailedCertificateSchema),
    /** Not given out by SCM because of their state: revoked, or not issued yet. */
    notCollectable: v.array(ImportFailureSchema),
    /** Why certificates failed or lack values, the most frequent reason first. */
    reasons: RunSummarySchema.entries.certificates.entries.reasons,
    /** Left out because SCM calls them revoked or expired. */
    skipped: count(),
    /** Found in Command when looked for singly: with another form of the issuer's name, or brought there meanwhile. */
    found: count(),
    /** Not reached because the run ended early. */
    notProcessed: count(),
  }),
  /** Earlier runs that were killed, with the values that they wrote or may have written. */
  deadRuns: RunSummarySchema.entries.deadRuns,
  /** HTTP requests sent, retries included. */
  calls: RunSummarySchema.entries.calls,
  /** What the operator should know and may want to mend, a sentence or two each. */
  warnings: RunSummarySchema.entries.warnings,
  /** What ended the run early or stopped it for the operator. */
  problems: RunSummarySchema.entries.problems,
  exitCode: RunSummarySchema.entries.exitCode,
});

/** How an import ended; see {@link ImportSummarySchema}. */
export type ImportSummary = v.InferOutput<typeof ImportSummarySchema>;
/** A certificate of SCM that Command does not have. */
export type MissingCertificate = v.InferOutput<typeof MissingCertificateSchema>;
