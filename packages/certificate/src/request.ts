// Apart from the rest, since its library of ASN.1 is large and most commands of the CLI need none.
export {
  type CertificateRequest,
  type RequestedName,
  readCertificateRequest,
} from './certificate-request.ts';
export type { RequestProblem } from './request-text.ts';
export { writePkcs7 } from './write-pkcs7.ts';
