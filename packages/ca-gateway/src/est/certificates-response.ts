import { writePkcs7 } from '@certbridge/certificate/request';
import type { Context } from 'hono';

/** Responds with certificates in a PKCS#7 that signs nothing: base64 on one line, with its length, since some clients insist on both. */
export function certificatesResponse(context: Context, certificates: readonly Uint8Array[]): Response {
  const body = Buffer.from(writePkcs7(certificates)).toString('base64');
  return context.body(body, 200, {
    'Content-Type': 'application/pkcs7-mime; smime-type=certs-only',
    'Content-Transfer-Encoding': 'base64',
    'Content-Length': String(body.length),
  });
}
