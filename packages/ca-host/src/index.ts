export type {
  CertificateIndex,
  CertificatePage,
  CertificateQuery,
  CertificateSort,
  CertificateStatus,
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
