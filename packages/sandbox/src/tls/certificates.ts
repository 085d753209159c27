import { type webcrypto, X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** A certificate with its private key, as PEM and in the forms that pkijs and Node work with. */
export interface IssuedCertificate {
  cert: string;
  key: string;
  readonly certificate: pkijs.Certificate;
  readonly privateKey: webcrypto.CryptoKey;
}

/** What a certificate is to say. */
export interface CertificateRequest {
  commonName: string;
  serial: number;
  notBefore: Date;
  notAfter: Date;
  /** `ca` signs others, `server` carries the alternative names, `client` logs in. */
  usage: 'ca' | 'server' | 'client';
  dnsNames?: readonly string[];
  ipAddresses?: readonly string[];
}

const oid = {
  commonName: '2.5.4.3',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
};

/** Generates an EC P-256 key and a certificate for it, signed by the issuer or, without one, by itself. */
export async function issueCertificate(
  request: CertificateRequest,
  issuer?: IssuedCertificate,
): Promise<IssuedCertificate> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ value: request.serial });
  certificate.subject.typesAndValues.push(
    new pkijs.AttributeTypeAndValue({
      type: oid.commonName,
      value: new asn1js.Utf8String({ value: request.commonName }),
    }),
  );
  certificate.issuer = issuer?.certificate.subject ?? certificate.subject;
  certificate.notBefore.value = request.notBefore;
  certificate.notAfter.value = request.notAfter;
  certificate.extensions = buildExtensions(request);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  await certificate.sign(issuer?.privateKey ?? keys.privateKey, 'SHA-256');

  const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    cert: new X509Certificate(Buffer.from(certificate.toSchema(true).toBER(false))).toString(),
    key: pem('PRIVATE KEY', pkcs8),
    certificate,
    privateKey: keys.privateKey,
  };
}

function buildExtensions(request: CertificateRequest): pkijs.Extension[] {
  const ca = request.usage === 'ca';
  const extension = (
    extnID: string,
    critical: boolean,
    value: { toBER(sizeOnly?: boolean): ArrayBuffer },
  ): pkijs.Extension => new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
  const extensions = [
    extension(oid.basicConstraints, true, new pkijs.BasicConstraints({ cA: ca }).toSchema()),
    // keyCertSign and cRLSign for the CA, digitalSignature for the others.
    extension(
      oid.keyUsage,
      true,
      new asn1js.BitString({ valueHex: new Uint8Array([ca ? 0x06 : 0x80]).buffer, unusedBits: ca ? 1 : 7 }),
    ),
  ];
  if (ca) return extensions;
  const purpose = request.usage === 'server' ? oid.serverAuth : oid.clientAuth;
  extensions.push(
    extension(oid.extendedKeyUsage, false, new pkijs.ExtKeyUsage({ keyPurposes: [purpose] }).toSchema()),
  );
  const names = [
    ...(request.dnsNames ?? []).map((value) => new pkijs.GeneralName({ type: 2, value })),
    ...(request.ipAddresses ?? []).map(
      (value) =>
        new pkijs.GeneralName({ type: 7, value: new asn1js.OctetString({ valueHex: ipBytes(value) }) }),
    ),
  ];
  if (names.length > 0)
    extensions.push(extension(oid.subjectAltName, false, new pkijs.GeneralNames({ names }).toSchema()));
  return extensions;
}

function ipBytes(address: string): ArrayBuffer {
  return new Uint8Array(address.split('.').map(Number)).buffer;
}

function pem(label: string, der: ArrayBuffer): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}
