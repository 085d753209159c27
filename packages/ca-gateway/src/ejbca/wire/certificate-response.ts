import type { IssuedCertificate } from '@certbridge/ca-host';
import { writePkcs7 } from '@certbridge/certificate/request';
import { base64 } from './base64.ts';

/** What enrollments return. */
export interface CertificateResponse {
  readonly certificate: string;
  readonly serial_number: string;
  readonly response_format: ResponseFormat;
  readonly certificate_chain?: readonly string[];
}

/** Forms of the certificate in a response. */
export type ResponseFormat = 'DER' | 'PKCS7';

/** Renders an issued certificate; with its chain, issuing CA first, where one is given. */
export function certificateResponse(
  { der, serialNumber }: IssuedCertificate,
  { format, chain }: { readonly format: ResponseFormat; readonly chain: readonly Uint8Array[] | undefined },
): CertificateResponse {
  return {
    certificate: base64(format === 'DER' ? der : writePkcs7([der, ...(chain ?? [])])),
    serial_number: serialNumber,
    response_format: format,
    ...(chain !== undefined && { certificate_chain: chain.map(base64) }),
  };
}
