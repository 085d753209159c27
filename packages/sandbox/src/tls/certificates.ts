import type { KeyObject } from 'node:crypto';
import {
  type BuiltCertificate,
  buildCertificate,
  type CertificateContent,
} from '../pki/build-certificate.ts';
import { writeDnValue } from '../pki/distinguished-name.ts';
import { encodePublicKey, generateKeyPair, throwAwayKey } from '../pki/key-facts.ts';
import { writePem } from '../pki/pem.ts';

/** A certificate with its private key, as PEM and as objects. */
export interface IssuedCertificate {
  cert: string;
  key: string;
  readonly certificate: BuiltCertificate;
  readonly privateKey: KeyObject;
}

/** The contents of a certificate to create. */
export interface CertificateRequest extends Omit<CertificateContent, 'subjectDn' | 'publicKey'> {
  commonName: string;
}

/** Generates an EC P-256 key and a certificate for it, signed by the issuer or self-signed. */
export async function issueCertificate(
  request: CertificateRequest,
  issuer?: IssuedCertificate,
): Promise<IssuedCertificate> {
  const { publicKey, privateKey } = await generateKeyPair(throwAwayKey);
  const certificate = buildCertificate(
    {
      ...request,
      subjectDn: `CN=${writeDnValue(request.commonName)}`,
      publicKey: encodePublicKey(publicKey),
    },
    issuer ?? { privateKey },
  );
  return {
    cert: writePem('CERTIFICATE', certificate.der),
    key: writePem('PRIVATE KEY', privateKey.export({ type: 'pkcs8', format: 'der' })),
    certificate,
    privateKey,
  };
}
