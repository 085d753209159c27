export type {
  CommandAccess,
  CommandCertificateChange,
  CommandCertificateView,
} from './command/command-access.ts';
export type { CommandDataType, CommandMetadataField } from './command/command-state.ts';
export type { StateCounts } from './counts.ts';
export type { RequestEntry, RequestLog, RequestSummary, SystemSummary } from './http/request-log.ts';
export { defaultKnobs, type Failure, type Knobs, type SystemKnobs, type SystemName } from './knobs.ts';
export type { MetadataDump } from './metadata-dump.ts';
export type { SandboxControls } from './sandbox-controls.ts';
export type { ScmAccess, ScmCertificateChange, ScmCertificateView } from './scm/scm-access.ts';
export type { ScmCustomField, ScmStatus } from './scm/scm-state.ts';
export type { SeedKind } from './seed/seed.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './start-sandbox.ts';
export {
  type CommandSwitches,
  defaultSwitches,
  type OAuthSwitches,
  type ScmSwitches,
  type Switches,
  switchChoices,
} from './switches.ts';
export type { SandboxTls, SandboxTlsOptions } from './tls/sandbox-tls.ts';
