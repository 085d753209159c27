import { randomBytes, type webcrypto } from 'node:crypto';
import {
  attributeType,
  type DistinguishedName,
  padToBytes,
  parseDistinguishedName,
} from '@certbridge/certificate';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

const oids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SERIALNUMBER: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  DNQUALIFIER: '2.5.4.46',
  JURISDICTIONC: '1.3.6.1.4.1.311.60.2.1.3',
};

/** What a leaf is to be. */
export interface LeafContent {
  /** RFC 4514. */
  readonly subject: string;
  readonly dnsNames?: readonly string[];
  /** DER; by default a key that is thrown away. */
  readonly publicKeyInfo?: Uint8Array;
  /** Hexadecimal; by default a random one of 16 bytes. */
  readonly serialNumber?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** An issuing CA below a root. */
export interface TestPki {
  /** RFC 4514, as it was asked for. */
  readonly issuer: string;
  readonly root: string;
  /** Issuing CA, then root. */
  readonly chain: readonly [Uint8Array, Uint8Array];
  readonly issue: (content: LeafContent) => Promise<Uint8Array>;
}

interface Signer {
  readonly certificate: pkijs.Certificate;
  readonly key: webcrypto.CryptoKey;
}

/** Makes an issuing CA with the name, below a root of its own. */
export async function createTestPki(
  issuer: string,
  root = 'CN=Test Root,O=Test Trust,C=GB',
): Promise<TestPki> {
  const top = await createAuthority(root);
  const issuing = await createAuthority(issuer, top);
  const { publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const thrownAway = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey));
  return {
    issuer,
    root,
    chain: [encode(issuing.certificate), encode(top.certificate)],
    issue: async (content) =>
      encode(await sign({ publicKeyInfo: thrownAway, ...content, isAuthority: false }, issuing)),
  };
}

/** Makes a certificate request for a new key. */
export async function createCsr(subject: string, dnsNames: readonly string[] = []): Promise<string> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const request = new pkijs.CertificationRequest();
  request.subject = nameOf(subject);
  await request.subjectPublicKeyInfo.importKey(keys.publicKey);
  const extensions = new pkijs.Extensions({ extensions: alternativeNames(dnsNames) });
  request.attributes =
    dnsNames.length === 0
      ? []
      : [new pkijs.Attribute({ type: '1.2.840.113549.1.9.14', values: [extensions.toSchema()] })];
  await request.sign(keys.privateKey, 'SHA-256');
  const base64 = Buffer.from(request.toSchema().toBER(false)).toString('base64');
  return `-----BEGIN CERTIFICATE REQUEST-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}

async function createAuthority(subject: string, signer?: Signer): Promise<Signer> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const publicKeyInfo = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey));
  const notAfter = new Date('2040-01-01T00:00:00Z');
  const content = { subject, publicKeyInfo, notAfter, isAuthority: true };
  return { certificate: await sign(content, signer ?? keys.privateKey), key: keys.privateKey };
}

async function sign(
  content: LeafContent & { readonly publicKeyInfo: Uint8Array; readonly isAuthority: boolean },
  signer: Signer | webcrypto.CryptoKey,
): Promise<pkijs.Certificate> {
  const certificate = new pkijs.Certificate();
  certificate.version = 2;
  certificate.serialNumber = new asn1js.Integer({ valueHex: serialBytes(content.serialNumber) });
  certificate.subject = nameOf(content.subject);
  certificate.issuer = 'certificate' in signer ? signer.certificate.subject : certificate.subject;
  certificate.notBefore.value = content.notBefore ?? new Date('2026-01-01T00:00:00Z');
  certificate.notAfter.value = content.notAfter ?? new Date('2027-06-01T00:00:00Z');
  certificate.subjectPublicKeyInfo = pkijs.PublicKeyInfo.fromBER(
    Uint8Array.from(content.publicKeyInfo).buffer,
  );
  const keyIdentifier = await crypto.subtle.digest(
    'SHA-1',
    certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView.slice(),
  );
  certificate.extensions = [
    extension('2.5.29.19', new pkijs.BasicConstraints({ cA: content.isAuthority }).toSchema()),
    extension('2.5.29.14', new asn1js.OctetString({ valueHex: keyIdentifier })),
    ...alternativeNames(content.dnsNames ?? []),
  ];
  await certificate.sign('certificate' in signer ? signer.key : signer, 'SHA-256');
  return certificate;
}

function extension(extnID: string, value: asn1js.BaseBlock): pkijs.Extension {
  return new pkijs.Extension({ extnID, extnValue: value.toBER(false) });
}

function alternativeNames(dnsNames: readonly string[]): pkijs.Extension[] {
  if (dnsNames.length === 0) return [];
  const names = dnsNames.map((value) => new pkijs.GeneralName({ type: 2, value }));
  return [extension('2.5.29.17', new pkijs.GeneralNames({ names }).toSchema())];
}

/** DER has the most specific part last. pkijs alone would put all attributes into one part. */
function nameOf(text: string): pkijs.RelativeDistinguishedNames {
  const name = parseDistinguishedName(text) as DistinguishedName;
  const parts = name
    .flat()
    .toReversed()
    .map(({ type, value: text }) => {
      const value = new asn1js.Utf8String({ value: text });
      const attribute = new pkijs.AttributeTypeAndValue({ type: oids[attributeType(type)] ?? type, value });
      return new asn1js.Set({ value: [attribute.toSchema()] });
    });
  return pkijs.RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: parts }).toBER(false));
}

/** Positive, and of the shortest encoding. */
function serialBytes(serialNumber = `4${randomBytes(16).toString('hex').slice(1)}`): ArrayBuffer {
  const digits = padToBytes(serialNumber);
  return Uint8Array.from(Buffer.from(/^[89a-f]/i.test(digits) ? `00${digits}` : digits, 'hex')).buffer;
}

function encode(certificate: pkijs.Certificate): Uint8Array {
  return new Uint8Array(certificate.toSchema(true).toBER(false));
}
