import { hash, type webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

/** The contents of a certificate. */
export interface CertificateContent {
  subject: pkijs.RelativeDistinguishedNames;
  /** Upper-case hexadecimal digits. */
  serial: string;
  notBefore: Date;
  notAfter: Date;
  /** DER of the SubjectPublicKeyInfo. */
  publicKey: ArrayBuffer;
  /** `ca` signs certificates, `server` has names, `client` is for login. */
  usage: 'ca' | 'server' | 'client';
  dnsNames?: readonly string[];
  /** IPv4 addresses. */
  ipAddresses?: readonly string[];
}

/** The signer. Without a certificate of the issuer the result is self-signed. */
export interface CertificateSigner {
  privateKey: webcrypto.CryptoKey;
  certificate?: pkijs.Certificate;
}

const oid = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  rsa: '1.2.840.113549.1.1.1',
};

/** Builds and signs an X.509 certificate. */
export async function buildCertificate(
  content: CertificateContent,
  signer: CertificateSigner,
): Promise<pkijs.Certificate> {
  const certificate = new pkijs.Certificate();
  const publicKey = pkijs.PublicKeyInfo.fromBER(content.publicKey);
  const issuer = signer.certificate;
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ valueHex: serialBytes(content.serial) });
  certificate.subject = content.subject;
  certificate.issuer = issuer?.subject ?? content.subject;
  certificate.notBefore = time(content.notBefore);
  certificate.notAfter = time(content.notAfter);
  certificate.subjectPublicKeyInfo = publicKey;
  certificate.extensions = buildExtensions(content, publicKey, issuer?.subjectPublicKeyInfo ?? publicKey);
  await certificate.sign(signer.privateKey, 'SHA-256');
  return certificate;
}

/** Encodes a signed certificate as DER. pkijs would decode what it has signed and encode it again. */
export function encodeCertificate(certificate: pkijs.Certificate): Uint8Array<ArrayBuffer> {
  const { tbsView, signatureAlgorithm, signatureValue } = certificate;
  const algorithm = Buffer.from(signatureAlgorithm.toSchema().toBER(false));
  return sequence([tbsView, algorithm, Buffer.from(signatureValue.toBER(false))]);
}

function sequence(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  // At least 128 bytes, so the length is always in long form.
  const digits = parts.reduce((sum, part) => sum + part.length, 0).toString(16);
  const length = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Uint8Array.from(Buffer.concat([Uint8Array.of(0x30, 0x80 | length.length), length, ...parts]));
}

/** Shortest two's complement of a positive number, as required by DER. */
function serialBytes(serial: string): ArrayBuffer {
  const digits = serial.replace(/^0+(?=.)/, '');
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Uint8Array.from(Buffer.from(even >= '8' ? `00${even}` : even, 'hex')).buffer;
}

// RFC 5280: UTCTime through 2049, GeneralizedTime after.
function time(value: Date): pkijs.Time {
  return new pkijs.Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

function buildExtensions(
  content: CertificateContent,
  publicKey: pkijs.PublicKeyInfo,
  issuerKey: pkijs.PublicKeyInfo,
): pkijs.Extension[] {
  const ca = content.usage === 'ca';
  const extension = (
    extnID: string,
    critical: boolean,
    value: { toBER(sizeOnly?: boolean): ArrayBuffer },
  ): pkijs.Extension => new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
  const keyId = (key: pkijs.PublicKeyInfo): asn1js.OctetString =>
    new asn1js.OctetString({ valueHex: identifyKey(key) });
  const authority = new pkijs.AuthorityKeyIdentifier({ keyIdentifier: keyId(issuerKey) });
  const extensions = [
    extension(oid.basicConstraints, true, new pkijs.BasicConstraints({ cA: ca }).toSchema()),
    extension(oid.keyUsage, true, keyUsage(ca, publicKey)),
    extension(oid.subjectKeyIdentifier, false, keyId(publicKey)),
    extension(oid.authorityKeyIdentifier, false, authority.toSchema()),
  ];
  if (ca) return extensions;
  const purpose = content.usage === 'server' ? oid.serverAuth : oid.clientAuth;
  const purposes = new pkijs.ExtKeyUsage({ keyPurposes: [purpose] });
  extensions.push(extension(oid.extendedKeyUsage, false, purposes.toSchema()));
  const names = generalNames(content);
  if (names.length > 0)
    extensions.push(extension(oid.subjectAltName, false, new pkijs.GeneralNames({ names }).toSchema()));
  return extensions;
}

/** keyCertSign and cRLSign for a CA, digitalSignature for others, and keyEncipherment with RSA. */
function keyUsage(ca: boolean, publicKey: pkijs.PublicKeyInfo): asn1js.BitString {
  const rsa = publicKey.algorithm.algorithmId === oid.rsa;
  const [bits, unusedBits] = ca ? [0x06, 1] : rsa ? [0xa0, 5] : [0x80, 7];
  return new asn1js.BitString({ valueHex: new Uint8Array([bits]).buffer, unusedBits });
}

// Method 1 of RFC 5280, 4.2.1.2: SHA-1 of the key's bit string.
function identifyKey(key: pkijs.PublicKeyInfo): ArrayBuffer {
  const digest = hash('sha1', key.subjectPublicKey.valueBlock.valueHexView, 'buffer');
  return Uint8Array.from(digest).buffer;
}

function generalNames({ dnsNames = [], ipAddresses = [] }: CertificateContent): pkijs.GeneralName[] {
  return [
    ...dnsNames.map((value) => new pkijs.GeneralName({ type: 2, value })),
    ...ipAddresses.map((address) => {
      const valueHex = new Uint8Array(address.split('.').map(Number)).buffer;
      return new pkijs.GeneralName({ type: 7, value: new asn1js.OctetString({ valueHex }) });
    }),
  ];
}
