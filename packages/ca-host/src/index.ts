export type {
  CertificateIndex,
  CertificatePage,
  CertificateQuery,
  CertificateScope,
  CertificateSort,
  CertificateStatus,
  KnownProduct,
  PageStart,
  SortKey,
  TimeSpan,
} from './contract/certificate-search.ts';
export type {
  CaHost,
  CaProfile,
  HostCallOptions,
  HostedCa,
  HostedCaState,
  OrderOutcome,
  OrderRequest,
  RevocationOutcome,
} from './contract/hosted-ca.ts';
export type { IssuedCertificate, Revocation } from './contract/issued-certificate.ts';
