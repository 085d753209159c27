export type {
  FieldDifference,
  FieldProblem,
  RunStop,
  SyncMode,
} from './fields/field-plan.ts';
export { canonicalSerialNumber } from './matching/serial-number.ts';
export { PlanFileError, type PlanFileErrorCode } from './plan-file/plan-file-error.ts';
export { type OpenPlanFile, readPlanLines } from './plan-file/read-plan-lines.ts';
export { writePlanLines } from './plan-file/write-plan-lines.ts';
export type {
  FieldTotals,
  PlanHeader,
  PlannedCertificate,
  PlannedValue,
  SyncPlan,
} from './planning/sync-plan.ts';
export type { CallOptions, KeyfactorPort, SectigoPort } from './run/ports.ts';
export { runMetadataSync, type SyncOptions, type SyncResult } from './run/run-metadata-sync.ts';
export { type ConfigurationProblem, renderProblem, type SourceDocument } from './settings/document.ts';
export type { ConfigOverrides } from './settings/read-config.ts';
export { readSettings, type SettingsDocuments, type SettingsReading } from './settings/read-settings.ts';
export type {
  EmptyPolicy,
  FieldEntry,
  KeyfactorLogin,
  SectigoLogin,
  SyncSettings,
} from './settings/sync-settings.ts';
export { renderPlan, renderSummary } from './summary/render-summary.ts';
export {
  type CertificateFailure,
  type CertificateReference,
  type ExitCode,
  type RunProblem,
  type RunSummary,
  RunSummarySchema,
} from './summary/run-summary.ts';
