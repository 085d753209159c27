import { writePkcs7 } from '@certbridge/certificate/request';

/** Answers with certificates in a PKCS#7 that signs nothing: base64 on one line, its length told, since some clients insist on both. */
export function certificatesResponse(certificates: readonly Uint8Array[]): Response {
  const body = Buffer.from(writePkcs7(certificates)).toString('base64');
  return new Response(body, {
    headers: {
      'Content-Type': 'application/pkcs7-mime; smime-type=certs-only',
      'Content-Transfer-Encoding': 'base64',
      'Content-Length': String(body.length),
    },
  });
}
