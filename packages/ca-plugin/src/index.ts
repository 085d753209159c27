export { checkTemplateSettings, type TemplateSettingName } from './catalog/template-settings.ts';
export type {
  ClientCertificateSetting,
  SectigoConnection,
  SettingName,
  SyncFilter,
} from './connection/sectigo-connection.ts';
export type {
  CallOptions,
  CaPlugin,
  ConfigurableCaPlugin,
  ConnectionInfo,
  EnrollOptions,
  FindingOptions,
  IssuerDownload,
  LookUpOptions,
  OrderLookUp,
  Product,
  ProductCatalog,
  ProductKeys,
  RequestSearch,
  RevocationRequest,
  RevokeOptions,
  SynchronizationRequest,
} from './contract/ca-plugin.ts';
export { hasProductCatalog, isConfigurable } from './contract/ca-plugin.ts';
export { CaPluginError, type CaPluginErrorCode } from './contract/ca-plugin-error.ts';
export type { CertificateReader } from './contract/certificate-reader.ts';
export type { BadRecord, CertificateRecord, CertificateRecordResult } from './contract/certificate-record.ts';
export type { CertificateRequest } from './contract/certificate-request.ts';
export { EndEntityStatus } from './contract/end-entity-status.ts';
export type {
  EnrollmentContext,
  EnrollmentRequest,
  EnrollmentResult,
  EnrollmentType,
  ProductInfo,
  RequestFormat,
  SubjectAlternativeNames,
} from './contract/enrollment.ts';
export type {
  NumberedOrder,
  OpenOrderStatus,
  OrderLedger,
  OrderStart,
  RecordedOrder,
  SentOrder,
  TakenOrder,
} from './contract/order-ledger.ts';
export type { ParameterWording } from './contract/parameter-wording.ts';
export type {
  PropertyAnnotation,
  PropertyAnnotations,
  SettingProblem,
} from './contract/property-annotation.ts';
export { createSectigoPlugin } from './create-sectigo-plugin.ts';
export { identifyByHost } from './enrollment/identify-by-host.ts';
export type { LoginRecoveryOptions } from './login-recovery.ts';
export type { Clock } from './plugin-context.ts';
export { parseRequestId } from './records/request-id.ts';
export type { SectigoPlugin } from './sectigo-plugin.ts';
export type { SectigoPluginOptions } from './sectigo-plugin-options.ts';
