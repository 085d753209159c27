export type {
  FieldDifference,
  FieldProblem,
  RunStop,
  SyncMode,
} from './fields/field-plan.ts';
export { type ImportOptions, type ImportResult, importMissing } from './importing/import-missing.ts';
export {
  type ImportSummary,
  ImportSummarySchema,
  type MissingCertificate,
} from './importing/import-summary.ts';
export { renderImportSummary } from './importing/render-import-summary.ts';
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
export type {
  CallOptions,
  ImportKeyfactorPort,
  ImportSectigoPort,
  KeyfactorPort,
  SectigoPort,
  WriteOptions,
} from './run/ports.ts';
export type { RunOptions } from './run/run-context.ts';
export { type ConfigurationProblem, renderProblem, type SourceDocument } from './settings/document.ts';
export type { ConfigOverrides } from './settings/read-config.ts';
export { readSettings, type SettingsDocuments, type SettingsReading } from './settings/read-settings.ts';
export type {
  ConflictPolicy,
  EmptyPolicy,
  FieldEntry,
  KeyfactorLoginSettings,
  SafetyLimits,
  SectigoLoginSettings,
  SyncSettings,
} from './settings/sync-settings.ts';
export { createSensitiveHash } from './state/create-sensitive-hash.ts';
export type { ExitCode } from './state/exit-code.ts';
export { openStateStore } from './state/open-state-store.ts';
export { StateError, type StateErrorCode } from './state/state-error.ts';
export type {
  Baseline,
  BaselineRow,
  ChangeOutcome,
  InventoryCounts,
  LatestChange,
  RecordedCertificate,
  RecordedChange,
  ReportDifference,
  RunCommand,
  RunEnd,
  RunRecord,
  RunStart,
  Settlement,
  Side,
  StateStore,
} from './state/state-store.ts';
export {
  hideSensitive,
  type ListedRun,
  type RunStatus,
  renderRecordedCertificate,
  renderRun,
  renderRuns,
} from './summary/render-history.ts';
export { describeCertificate } from './summary/render-parts.ts';
export { renderPlan, renderPlanDocument } from './summary/render-plan.ts';
export { renderSummary } from './summary/render-summary.ts';
export {
  type CertificateFailure,
  type CertificateReference,
  type Conflict,
  type NamedCertificate,
  type RunProblem,
  type RunSummary,
  RunSummarySchema,
} from './summary/run-summary.ts';
export { type ApplyOptions, applyPlan } from './syncing/apply-plan.ts';
export { type RevertOptions, revertRun } from './syncing/revert-run.ts';
export { runMetadataSync } from './syncing/run-metadata-sync.ts';
export type { SyncOptions, SyncResult } from './syncing/sync-run.ts';
