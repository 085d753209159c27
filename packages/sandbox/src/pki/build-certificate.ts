import { hash, type KeyObject, sign } from 'node:crypto';
import * as pkijs from 'pkijs';
import { encodeDer, encodeOid, encodeSequence, explicitTag, implicitTag, tags } from './der.ts';
import { encodeName } from './distinguished-name.ts';

/** The contents of a certificate. */
export interface CertificateContent {
  /** RFC 4514 text. */
  subjectDn: string;
  /** Upper-case hexadecimal digits. */
  serial: string;
  notBefore: Date;
  notAfter: Date;
  /** DER of the SubjectPublicKeyInfo. */
  publicKey: Uint8Array;
  /** `ca` signs certificates, `server` has names, `client` is for login. */
  usage: 'ca' | 'server' | 'client';
  dnsNames?: readonly string[];
  /** IPv4 addresses. */
  ipAddresses?: readonly string[];
}

/** A signed certificate, with what the certificates that it issues repeat. */
export interface BuiltCertificate {
  der: Uint8Array<ArrayBuffer>;
  /** DER of the subject. */
  subject: Uint8Array;
  /** Subject key identifier. */
  keyId: Uint8Array;
}

/** The signer. Without a certificate of the issuer the result is self-signed. */
export interface CertificateSigner {
  privateKey: KeyObject;
  certificate?: BuiltCertificate;
}

const rsaEncryption = '1.2.840.113549.1.1.1';
const oids = {
  subjectKeyIdentifier: encodeOid('2.5.29.14'),
  keyUsage: encodeOid('2.5.29.15'),
  subjectAltName: encodeOid('2.5.29.17'),
  basicConstraints: encodeOid('2.5.29.19'),
  authorityKeyIdentifier: encodeOid('2.5.29.35'),
  extendedKeyUsage: encodeOid('2.5.29.37'),
  serverAuth: encodeOid('1.3.6.1.5.5.7.3.1'),
  clientAuth: encodeOid('1.3.6.1.5.5.7.3.2'),
  ecdsaWithSha256: encodeOid('1.2.840.10045.4.3.2'),
  sha256WithRsa: encodeOid('1.2.840.113549.1.1.11'),
};
const yes = encodeDer(tags.boolean, Uint8Array.of(0xff));
const version3 = encodeDer(explicitTag(0), encodeDer(tags.integer, Uint8Array.of(2)));

/** Builds and signs an X.509 certificate. */
export function buildCertificate(content: CertificateContent, signer: CertificateSigner): BuiltCertificate {
  const publicKey = pkijs.PublicKeyInfo.fromBER(content.publicKey);
  const subject = encodeName(content.subjectDn);
  const keyId = identifyKey(publicKey);
  const issuer = signer.certificate ?? { subject, keyId };
  const { privateKey } = signer;
  const algorithm = encodeSequence(
    privateKey.asymmetricKeyType === 'rsa' ? oids.sha256WithRsa : oids.ecdsaWithSha256,
  );
  const extensions = buildExtensions(content, publicKey, { own: keyId, issuer: issuer.keyId });
  const signed = encodeSequence(
    version3,
    encodeDer(tags.integer, serialBytes(content.serial)),
    algorithm,
    issuer.subject,
    encodeSequence(encodeTime(content.notBefore), encodeTime(content.notAfter)),
    subject,
    content.publicKey,
    encodeDer(explicitTag(3), encodeSequence(...extensions)),
  );
  const signature = encodeBits(sign('sha256', signed, privateKey));
  return { der: Uint8Array.from(encodeSequence(signed, algorithm, signature)), subject, keyId };
}

/** Shortest two's complement of a positive number, as required by DER. */
function serialBytes(serial: string): Buffer {
  const digits = serial.replace(/^0+(?=.)/, '');
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Buffer.from(even >= '8' ? `00${even}` : even, 'hex');
}

// RFC 5280: UTCTime through 2049, GeneralizedTime after.
function encodeTime(value: Date): Buffer {
  const text = value.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return value.getUTCFullYear() < 2050
    ? encodeDer(tags.utcTime, Buffer.from(text.slice(2)))
    : encodeDer(tags.generalizedTime, Buffer.from(text));
}

function encodeBits(bits: Uint8Array, unusedBits = 0): Buffer {
  return encodeDer(tags.bitString, Uint8Array.of(unusedBits), bits);
}

function buildExtensions(
  content: CertificateContent,
  publicKey: pkijs.PublicKeyInfo,
  keyIds: { own: Uint8Array; issuer: Uint8Array },
): Buffer[] {
  const ca = content.usage === 'ca';
  const extension = (oid: Uint8Array, value: Uint8Array): Buffer =>
    encodeSequence(oid, encodeDer(tags.octetString, value));
  const criticalExtension = (oid: Uint8Array, value: Uint8Array): Buffer =>
    encodeSequence(oid, yes, encodeDer(tags.octetString, value));
  const extensions = [
    criticalExtension(oids.basicConstraints, ca ? encodeSequence(yes) : encodeSequence()),
    criticalExtension(oids.keyUsage, encodeKeyUsage(ca, publicKey)),
    extension(oids.subjectKeyIdentifier, encodeDer(tags.octetString, keyIds.own)),
    extension(oids.authorityKeyIdentifier, encodeSequence(encodeDer(implicitTag(0), keyIds.issuer))),
  ];
  if (ca) return extensions;
  const purpose = content.usage === 'server' ? oids.serverAuth : oids.clientAuth;
  extensions.push(extension(oids.extendedKeyUsage, encodeSequence(purpose)));
  const names = encodeNames(content);
  if (names.length > 0) extensions.push(extension(oids.subjectAltName, encodeSequence(...names)));
  return extensions;
}

/** keyCertSign and cRLSign for a CA, digitalSignature for others, and keyEncipherment with RSA. */
function encodeKeyUsage(ca: boolean, publicKey: pkijs.PublicKeyInfo): Buffer {
  const rsa = publicKey.algorithm.algorithmId === rsaEncryption;
  const [bits, unusedBits] = ca ? [0x06, 1] : rsa ? [0xa0, 5] : [0x80, 7];
  return encodeBits(Uint8Array.of(bits), unusedBits);
}

// Method 1 of RFC 5280, 4.2.1.2: SHA-1 of the key's bit string.
function identifyKey(key: pkijs.PublicKeyInfo): Buffer {
  return hash('sha1', key.subjectPublicKey.valueBlock.valueHexView, 'buffer');
}

function encodeNames({ dnsNames = [], ipAddresses = [] }: CertificateContent): Buffer[] {
  return [
    ...dnsNames.map((name) => encodeDer(implicitTag(2), Buffer.from(name, 'latin1'))),
    ...ipAddresses.map((address) => encodeDer(implicitTag(7), Uint8Array.from(address.split('.'), Number))),
  ];
}
