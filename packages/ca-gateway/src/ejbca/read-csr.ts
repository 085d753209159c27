import { requestDer } from '@certbridge/certificate';
import { GatewayError } from '../gateway-error.ts';

/** Reads the bytes of a certificate request out of a field: PEM with either label, or bare base64. Throws a GatewayError where there are none. */
export function readCsr(text: string): Uint8Array {
  const der = requestDer(text);
  if ('problem' in der) {
    throw new GatewayError(400, 'Invalid certificate request. Send one PKCS#10 as PEM or base64.');
  }
  return der;
}
