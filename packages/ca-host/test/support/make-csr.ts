import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writePem } from '@certbridge/certificate';
import * as asn1js from 'asn1js';

type KeyType = 'rsa' | 'ec';

const signatures = {
  rsa: () => sequence(new asn1js.ObjectIdentifier({ value: '1.2.840.113549.1.1.11' }), new asn1js.Null()),
  ec: () => sequence(new asn1js.ObjectIdentifier({ value: '1.2.840.10045.4.3.2' })),
};

/** Makes a certificate request for a common name, or for DNS names alone where it is empty, with a new key unless one is given. */
export function makeCsr(
  name: string,
  {
    type = 'ec',
    key = newKey(type),
    dnsNames = [],
  }: { type?: KeyType; key?: KeyObject; dnsNames?: readonly string[] } = {},
): { readonly pem: string; readonly der: Uint8Array; readonly key: KeyObject } {
  const info = sequence(
    new asn1js.Integer({ value: 0 }),
    name === '' ? sequence() : distinguishedName(name),
    publicKeyOf(key),
    tagged(0, ...(dnsNames.length === 0 ? [] : [extensionRequest(dnsNames)])),
  );
  const der = signed(info, { type, key });
  return { pem: writePem('CERTIFICATE REQUEST', der), der, key };
}

/** What a test certificate says; an EC key of its own unless one is given. */
export interface TestCertificate {
  readonly name: string;
  /** Two hexadecimal digits a byte, the first bit not set. */
  readonly serial: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly dnsNames?: readonly string[];
  readonly key?: KeyObject;
  /** Itself by default. */
  readonly issuer?: { readonly name: string; readonly key: KeyObject };
}

/** Makes a certificate, in DER. */
export function makeCertificate(content: TestCertificate): Uint8Array {
  const { name, serial, key = newKey('ec'), issuer = { name, key } } = content;
  const { notBefore = '2026-01-01T00:00:00Z', notAfter = '2027-01-01T00:00:00Z', dnsNames = [] } = content;
  const info = sequence(
    tagged(0, new asn1js.Integer({ value: 2 })),
    new asn1js.Integer({ valueHex: Buffer.from(serial, 'hex') }),
    signatures.ec(),
    distinguishedName(issuer.name),
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(name),
    publicKeyOf(key),
    ...(dnsNames.length === 0 ? [] : [tagged(3, sequence(alternativeNames(dnsNames)))]),
  );
  return signed(info, { type: 'ec', key: issuer.key });
}

function extensionRequest(dnsNames: readonly string[]): asn1js.Sequence {
  const extensions = new asn1js.Set({ value: [sequence(alternativeNames(dnsNames))] });
  return sequence(new asn1js.ObjectIdentifier({ value: '1.2.840.113549.1.9.14' }), extensions);
}

function alternativeNames(dnsNames: readonly string[]): asn1js.Sequence {
  const names = dnsNames.map(
    (dns) => new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 2 }, valueHex: Buffer.from(dns) }),
  );
  return sequence(
    new asn1js.ObjectIdentifier({ value: '2.5.29.17' }),
    new asn1js.OctetString({ valueHex: sequence(...names).toBER(false) }),
  );
}

/** Makes a key. */
export function newKey(type: KeyType): KeyObject {
  return type === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function signed(info: asn1js.Sequence, { type, key }: { type: KeyType; key: KeyObject }): Uint8Array {
  const signature = sign('sha256', Buffer.from(info.toBER(false)), key);
  const bits = new asn1js.BitString({ valueHex: Uint8Array.from(signature) });
  return new Uint8Array(sequence(info, signatures[type](), bits).toBER(false));
}

function distinguishedName(commonName: string): asn1js.Sequence {
  const attribute = sequence(
    new asn1js.ObjectIdentifier({ value: '2.5.4.3' }),
    new asn1js.Utf8String({ value: commonName }),
  );
  return sequence(new asn1js.Set({ value: [attribute] }));
}

function publicKeyOf(key: KeyObject): asn1js.BaseBlock {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return asn1js.fromBER(Uint8Array.from(der)).result;
}

function time(iso: string): asn1js.GeneralizedTime {
  return new asn1js.GeneralizedTime({ valueDate: new Date(iso) });
}

function sequence(...value: asn1js.BaseBlock[]): asn1js.Sequence {
  return new asn1js.Sequence({ value });
}

function tagged(tagNumber: number, ...value: asn1js.BaseBlock[]): asn1js.Constructed {
  return new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value });
}
