import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { accountForPem, writePem } from './pem.ts';

/** A certificate that is made here, with its key, as PEM. */
export interface OwnCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate is to be. */
export interface OwnCertificateContent {
  readonly commonName: string;
  /** `ca` signs certificates, `server` has names, `client` is for logging in. */
  readonly usage: 'ca' | 'server' | 'client';
  /** DNS names and IPv4 addresses. */
  readonly names?: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const oids = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Makes a key (EC P-256) and a certificate for it, signed by the issuer or by itself: for trials, not for a public authority. */
export async function issueCertificate(
  content: OwnCertificateContent,
  issuer?: OwnCertificate,
): Promise<OwnCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const signer = issuer === undefined ? undefined : await readSigner(issuer);
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ valueHex: randomSerialNumber() });
  certificate.subject.typesAndValues.push(
    new pkijs.AttributeTypeAndValue({
      type: oids.commonName,
      value: new asn1js.Utf8String({ value: content.commonName }),
    }),
  );
  certificate.issuer = signer?.certificate.subject ?? certificate.subject;
  certificate.notBefore = timeOf(content.notBefore);
  certificate.notAfter = timeOf(content.notAfter);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  certificate.extensions = await extensionsOf(certificate, content, signer?.certificate ?? certificate);
  await certificate.sign(signer?.key ?? keys.privateKey, 'SHA-256');
  return {
    certificate: writePem('CERTIFICATE', new Uint8Array(certificate.toSchema(true).toBER(false))),
    key: writePem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))),
  };
}

async function readSigner({ certificate, key }: OwnCertificate) {
  return {
    certificate: pkijs.Certificate.fromBER(derOf(certificate)),
    key: await crypto.subtle.importKey('pkcs8', derOf(key), algorithm, false, ['sign']),
  };
}

function derOf(pem: string): ArrayBuffer {
  const [block] = accountForPem(pem);
  if (block === undefined || 'problem' in block) throw new Error('The PEM text is damaged');
  return Uint8Array.from(Buffer.from(block.content, 'base64')).buffer;
}

/** UTCTime until 2049, GeneralizedTime from then on. [RFC 5280, section 4.1.2.5] */
function timeOf(value: Date): pkijs.Time {
  return new pkijs.Time({ type: value.getUTCFullYear() < 2050 ? 0 : 1, value });
}

/** Positive, and of the shortest encoding: the first byte is between 64 and 127. */
function randomSerialNumber(): ArrayBuffer {
  const bytes = Uint8Array.from(randomBytes(16));
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.buffer;
}

async function extensionsOf(
  { subjectPublicKeyInfo }: pkijs.Certificate,
  { usage, names = [] }: OwnCertificateContent,
  issuer: pkijs.Certificate,
): Promise<pkijs.Extension[]> {
  const isAuthority = usage === 'ca';
  const purpose = usage === 'server' ? oids.serverAuth : oids.clientAuth;
  const keyIdentifier = await identifierOf(issuer.subjectPublicKeyInfo);
  const subjectIdentifier = await identifierOf(subjectPublicKeyInfo);
  return [
    extension(oids.basicConstraints, new pkijs.BasicConstraints({ cA: isAuthority }).toSchema(), true),
    extension(oids.keyUsage, keyUsage(isAuthority), true),
    extension(oids.subjectKeyIdentifier, subjectIdentifier),
    extension(oids.authorityKeyIdentifier, new pkijs.AuthorityKeyIdentifier({ keyIdentifier }).toSchema()),
    ...(isAuthority
      ? []
      : [extension(oids.extendedKeyUsage, new pkijs.ExtKeyUsage({ keyPurposes: [purpose] }).toSchema())]),
    ...(names.length === 0
      ? []
      : [
          extension(
            oids.subjectAltName,
            new pkijs.GeneralNames({ names: names.map(generalName) }).toSchema(),
          ),
        ]),
  ];
}

function extension(
  extnID: string,
  value: { readonly toBER: (sizeOnly?: boolean) => ArrayBuffer },
  critical = false,
): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
}

/** keyCertSign and cRLSign for an authority, digitalSignature for others. */
function keyUsage(isAuthority: boolean): asn1js.BitString {
  const [bits, unusedBits] = isAuthority ? [0x06, 1] : [0x80, 7];
  return new asn1js.BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits });
}

/** Method 1 of RFC 5280, section 4.2.1.2: the SHA-1 of the key. */
async function identifierOf({ subjectPublicKey }: pkijs.PublicKeyInfo): Promise<asn1js.OctetString> {
  const key = Uint8Array.from(subjectPublicKey.valueBlock.valueHexView);
  return new asn1js.OctetString({ valueHex: await crypto.subtle.digest('SHA-1', key) });
}

function generalName(name: string): pkijs.GeneralName {
  if (isIP(name) !== 4) return new pkijs.GeneralName({ type: 2, value: name });
  const valueHex = Uint8Array.from(name.split('.').map(Number)).buffer;
  return new pkijs.GeneralName({ type: 7, value: new asn1js.OctetString({ valueHex }) });
}
