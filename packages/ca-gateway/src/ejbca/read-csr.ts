import { requestDer } from '@certbridge/certificate';
import { type ParsedCertificateRequest, readCertificateRequest } from '@certbridge/certificate/request';
import { GatewayError } from '../gateway-error.ts';

/**
 * Reads a certificate request out of a field: PEM with either label, or bare base64. Returns bytes that are no request as they are, for the CA to
 * refuse. Throws a GatewayError where there are none.
 */
export function readCsr(text: string): ParsedCertificateRequest | Uint8Array {
  const der = requestDer(text);
  if ('problem' in der) {
    throw new GatewayError(400, 'Invalid certificate request. Send one PKCS#10 as PEM or base64.');
  }
  const request = readCertificateRequest(der);
  return 'problem' in request ? der : request;
}
