import { requestDer } from '@certbridge/certificate';
import { type ParsedCertificateRequest, readCertificateRequest } from '@certbridge/certificate/request';
import { GatewayError } from '../gateway-error.ts';

/** A certificate request, or other bytes, for the CA to refuse. */
export type CsrFieldResult = ParsedCertificateRequest | Uint8Array;

/**
 * Reads a certificate request out of a field: PEM with either label, or bare base64. Throws a GatewayError where there
 * aren't any bytes.
 */
export function readCsrField(text: string): CsrFieldResult {
  const der = requestDer(text);
  if ('problem' in der) {
    throw new GatewayError(400, 'Invalid certificate request. Send one PKCS#10 as PEM or base64.');
  }
  const request = readCertificateRequest(der);
  return 'problem' in request ? der : request;
}
