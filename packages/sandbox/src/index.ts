export { ArgumentError } from './arguments/argument-error.ts';
export type { ChurnChange, ChurnKind } from './churn/churn-state.ts';
export type {
  CommandAccess,
  CommandCertificateChange,
  CommandCertificateView,
} from './command/command-access.ts';
export type { CommandCollection, CommandDataType, CommandMetadataField } from './command/command-state.ts';
export type { StateCounts } from './counts.ts';
export type { RequestEvent, RequestListener } from './http/request-listeners.ts';
export type {
  RequestEntry,
  RequestLog,
  RequestLogFilter,
  RequestSummary,
  SystemSummary,
} from './http/request-log.ts';
export {
  type CollectedInstead,
  defaultKnobs,
  type Failure,
  type Knobs,
  type SystemKnobs,
  type SystemName,
} from './knobs.ts';
export type { MetadataDump } from './metadata-dump.ts';
export type { SandboxControls } from './sandbox-controls.ts';
export type { SandboxOptions, ServerName } from './sandbox-options.ts';
export type {
  ScmAccess,
  ScmCertificateChange,
  ScmCertificateView,
  ScmDecision,
} from './scm/scm-access.ts';
export type { ScmDirectoryAccess, ScmDomainView } from './scm/scm-directory-access.ts';
export type {
  ScmCustomField,
  ScmOrganization,
  ScmPerson,
  ScmProfile,
  ScmStatus,
} from './scm/scm-state.ts';
export type { SeedKind } from './seed/seed.ts';
export { type Sandbox, startSandbox } from './start-sandbox.ts';
export {
  type CommandSwitches,
  defaultSwitches,
  type OAuthSwitches,
  type ScmSwitches,
  type SharedSwitches,
  type Switches,
  strictRequests,
  switchChoices,
} from './switches.ts';
export type { SandboxTls, SandboxTlsOptions } from './tls/sandbox-tls.ts';
