export { findChain } from './certificates/find-chain.ts';
export { readCertificates } from './certificates/read-certificates.ts';
export type { StoredCertificate } from './certificates/stored-certificate.ts';
export type { CaDatabase, IssuerStore, OpenCaStore, StoredCertificates } from './contract/ca-database.ts';
export type {
  CaStore,
  CompletedSyncs,
  KeepOptions,
  Kept,
  OpenOrder,
  OrderStore,
  PollStore,
  ProductStore,
  RecordToKeep,
  RequestFilter,
  RequestStore,
  StatusChange,
  StoredProduct,
  StoredRequest,
  StoredRequestCertificate,
  SyncCounts,
  SyncEnd,
  SyncStore,
  UnkeptRequest,
  UnreferencedOrder,
} from './contract/ca-store.ts';
export type {
  CaScope,
  CertificateIndex,
  CertificateSort,
  CertificateStatus,
  KnownProduct,
  PageStart,
  SortKey,
  StoredCertificatePage,
  StoredCertificateQuery,
  TimeSpan,
} from './contract/certificate-search.ts';
export type {
  AuthorityCallCounts,
  CaHost,
  CaProfile,
  HostCallOptions,
  HostedCa,
  HostedCaState,
  OrderOutcome,
  OrderRequest,
  OrderWait,
  ProfileOptions,
  RevocationOptions,
  RevocationOutcome,
} from './contract/hosted-ca.ts';
export type { CertificateKey, IssuedCertificate, RevokedInfo } from './contract/issued-certificate.ts';
export type { NamedRecord, RecordStore } from './contract/record-store.ts';
export type { ListPage, PageShow, ShownPages, ShowState } from './contract/shown-pages.ts';
export { createReader } from './database/create-reader.ts';
export { DatabaseError } from './database/database-error.ts';
export type { DatabaseWording } from './database/database-wording.ts';
export { openCaDatabase } from './database/open-ca-database.ts';
export { type CaStoreOptions, openCaStore } from './database/open-ca-store.ts';
export type { HostedPlugin } from './hosted-plugin.ts';
export type { ProfileCheck } from './hosting/check-profiles.ts';
export { createHostedCa } from './hosting/create-hosted-ca.ts';
export type { HostedCaOptions } from './hosting/hosted-ca-options.ts';
export type { ManagedCa, Poll } from './hosting/managed-ca.ts';
export type { ProfileSettings } from './hosting/profile-settings.ts';
export {
  type EnrollCertificateOptions,
  enrollCertificate,
  type KeptEnrollment,
} from './orders/enroll-certificate.ts';
export { type FoundOrder, lookUpOpenOrders, type OpenOrders } from './orders/look-up-open-orders.ts';
export { keepProductNames } from './products/keep-product-names.ts';
export { commonNameOf } from './requests/common-name-of.ts';
export { type ListCriteria, listFilter } from './requests/list-filter.ts';
export {
  type Pickup,
  type PickupFailure,
  type PickupOptions,
  pickUpPending,
} from './requests/pick-up-pending.ts';
export { readRequest } from './requests/read-request.ts';
export {
  type ListedStatus,
  nameState,
  nameStatus,
  type StatusGroup,
  statusGroups,
} from './requests/status-names.ts';
export {
  type KeptRevocation,
  type RevokeCertificateOptions,
  revokeCertificate,
} from './revocation/revoke-certificate.ts';
export { compareSortKeys } from './search/compare-sort-keys.ts';
export { TooManySearchesError } from './search/too-many-searches-error.ts';
export {
  type Synchronization,
  type SynchronizeOptions,
  synchronize,
} from './synchronization/synchronize.ts';
