// Apart from the rest, since its library of ASN.1 is large and most commands of the CLI need none.

export { type CertificateNames, readCertificateNames, readMainNames } from './certificate-names.ts';
export {
  type CertificateRequestResult,
  type ParsedCertificateRequest,
  readCertificateRequest,
} from './certificate-request.ts';
export type { AlternativeName } from './encoded-names.ts';
export { issueCertificate, type OwnCertificate, type OwnCertificateContent } from './issue-certificate.ts';
export { longestRequest, uncertainNames } from './request-content.ts';
export type { RequestProblem } from './request-text.ts';
export { writePkcs7 } from './write-pkcs7.ts';
