export { ApiError, type ApiErrorCode, type CallOptions, type RowIdentity } from '@certbridge/rest-client';
export type {
  FieldDifference,
  FieldProblem,
  IssuerCount,
  LeftOutField,
  Profile,
  RunStop,
} from './fields/field-plan.ts';
export { type ImportResult, importMissing } from './importing/import-missing.ts';
export type { ImportOptions } from './importing/import-options.ts';
export { PlanFileError, type PlanFileErrorCode } from './plan-file/plan-file-error.ts';
export { type OpenPlanFile, readPlanLines } from './plan-file/read-plan-lines.ts';
export { type WritePlanOptions, writePlanLines } from './plan-file/write-plan-lines.ts';
export type {
  FieldTotals,
  PlanHeader,
  PlannedCertificate,
  PlannedValue,
  SyncPlan,
} from './planning/sync-plan.ts';
export type {
  ImportKeyfactorPort,
  ImportSectigoPort,
  KeyfactorPort,
  NamedRowOptions,
  SectigoPort,
  UnnamedRowOptions,
  WriteOptions,
} from './run/ports.ts';
export type { RunOptions } from './run/run-context.ts';
export { type ConfigurationProblem, renderProblem, type SourceDocument } from './settings/document.ts';
export type { ConfigKey, ConfigOverrides } from './settings/read-config.ts';
export { readSettings, type SettingsDocuments, type SettingsResult } from './settings/read-settings.ts';
export type {
  ConflictPolicy,
  EmptyPolicy,
  FieldEntry,
  FieldPolicy,
  KeyfactorLoginSettings,
  ReadStrategy,
  SafetyLimits,
  SectigoLoginSettings,
  SyncSettings,
} from './settings/sync-settings.ts';
export { createSensitiveHash } from './state/create-sensitive-hash.ts';
export type { ExitCode } from './state/exit-code.ts';
export { openStateStore, type StateStoreOptions } from './state/open-state-store.ts';
export { StateError, type StateErrorCode } from './state/state-error.ts';
export type {
  Baseline,
  BaselineRow,
  CertificatesOfOptions,
  ChangeOutcome,
  FieldPlace,
  InventoryCounts,
  LatestChange,
  ListRunsOptions,
  RecordedCertificate,
  RecordedChange,
  ReportDifference,
  RunEnd,
  RunKind,
  RunRecord,
  RunStart,
  Settlement,
  Side,
  StateStore,
  UnresolvedCertificate,
  ValueChange,
} from './state/state-store.ts';
export type { DocumentSchema } from './summary/document-schema.ts';
export type {
  FailedImport,
  ImportCertificatesSummary,
  ImportedCertificate,
  ImportFieldsSummary,
  ImportSummary,
  MissingCertificate,
  PartlyImportedCertificate,
  UncollectableCertificate,
} from './summary/import-summary.ts';
export { ImportSummarySchema } from './summary/import-summary-schema.ts';
export {
  hideSensitive,
  type ListedRun,
  type RunStatus,
  renderRecordedCertificate,
  renderRun,
  renderRuns,
} from './summary/render-history.ts';
export { renderImportSummary } from './summary/render-import-summary.ts';
export { describeCertificate } from './summary/render-parts.ts';
export { renderPlan, renderPlanDocument } from './summary/render-plan.ts';
export { renderSummary } from './summary/render-summary.ts';
export type {
  AnySummary,
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
} from './summary/run-summary.ts';
export { RunSummarySchema } from './summary/run-summary-schema.ts';
export { type SyncMode, syncModes } from './sync-mode.ts';
export type { ApplyOptions } from './syncing/apply-options.ts';
export { applyPlan } from './syncing/apply-plan.ts';
export type { RevertOptions } from './syncing/revert-options.ts';
export { revertRun } from './syncing/revert-run.ts';
export { runMetadataSync } from './syncing/run-metadata-sync.ts';
export type { SyncOptions } from './syncing/sync-options.ts';
export type { SyncResult } from './syncing/sync-run.ts';
