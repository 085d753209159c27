import type { webcrypto } from 'node:crypto';
import type * as pkijs from 'pkijs';
import { buildCertificate, type CertificateContent, encodeCertificate } from '../pki/build-certificate.ts';
import { buildName, writeDnValue } from '../pki/distinguished-name.ts';
import { generateKeyPair, throwAwayKey } from '../pki/key-facts.ts';
import { writePem } from '../pki/pem.ts';

/** A certificate with its private key, as PEM and as objects for pkijs and Node. */
export interface IssuedCertificate {
  cert: string;
  key: string;
  readonly certificate: pkijs.Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

/** The contents of a certificate to create. */
export interface CertificateRequest extends Omit<CertificateContent, 'subject' | 'publicKey'> {
  commonName: string;
}

/** Generates an EC P-256 key and a certificate for it, signed by the issuer or self-signed. */
export async function issueCertificate(
  request: CertificateRequest,
  issuer?: IssuedCertificate,
): Promise<IssuedCertificate> {
  const keys = await generateKeyPair(throwAwayKey);
  const certificate = await buildCertificate(
    {
      ...request,
      subject: buildName(`CN=${writeDnValue(request.commonName)}`),
      publicKey: await crypto.subtle.exportKey('spki', keys.publicKey),
    },
    issuer ?? { privateKey: keys.privateKey },
  );
  return {
    cert: writePem('CERTIFICATE', encodeCertificate(certificate)),
    key: writePem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
    certificate,
    privateKey: keys.privateKey,
  };
}
