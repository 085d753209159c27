import { type ParsedCertificateRequest, readCertificateRequest } from '@certbridge/certificate/request';
import type { Context } from 'hono';
import { GatewayError } from '../gateway-error.ts';
import { refuseEncoding } from '../refuse-encoding.ts';

/** Reads the certificate request in a body: base64, with or without line ends. Throws a {@link GatewayError} where there is none. */
export async function readEstRequest({ req }: Context): Promise<ParsedCertificateRequest> {
  const type = req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/pkcs10') {
    throw new GatewayError(415, 'Send a certificate request as application/pkcs10.');
  }
  refuseEncoding(req);
  const request = readCertificateRequest(new Uint8Array(await req.arrayBuffer()));
  if ('problem' in request) {
    throw new GatewayError(400, 'This is no certificate request. Send one PKCS#10 in base64.');
  }
  return request;
}
