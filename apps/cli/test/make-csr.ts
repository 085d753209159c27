import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { encodeDer } from '../src/ca/certificates/der.ts';

type KeyType = 'rsa' | 'ec';

const tags = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  none: 0x05,
  objectId: 0x06,
  text: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  attributes: 0xa0,
  version: 0xa0,
  extensions: 0xa3,
};
const signatures = {
  rsa: encodeDer(tags.sequence, objectId('2a864886f70d01010b'), encodeDer(tags.none)),
  ec: encodeDer(tags.sequence, objectId('2a8648ce3d040302')),
};

/** Makes a certificate request for a common name, with a new key unless one is given. */
export function makeCsr(
  name: string,
  { type = 'ec', key = newKey(type) }: { type?: KeyType; key?: KeyObject } = {},
): { readonly pem: string; readonly der: Uint8Array; readonly key: KeyObject } {
  const info = encodeDer(
    tags.sequence,
    encodeDer(tags.integer, Uint8Array.of(0)),
    distinguishedName(name),
    publicKeyOf(key),
    encodeDer(tags.attributes),
  );
  const der = signed(info, { type, key });
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''];
  return { pem: pem.join('\n'), der, key };
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
  const names = dnsNames.map((dns) => encodeDer(0x82, Buffer.from(dns)));
  const extension = encodeDer(
    tags.sequence,
    objectId('551d11'),
    encodeDer(tags.octets, encodeDer(tags.sequence, ...names)),
  );
  const info = encodeDer(
    tags.sequence,
    encodeDer(tags.version, encodeDer(tags.integer, Uint8Array.of(2))),
    encodeDer(tags.integer, Buffer.from(serial, 'hex')),
    signatures.ec,
    distinguishedName(issuer.name),
    encodeDer(tags.sequence, time(notBefore), time(notAfter)),
    distinguishedName(name),
    publicKeyOf(key),
    ...(names.length === 0 ? [] : [encodeDer(tags.extensions, encodeDer(tags.sequence, extension))]),
  );
  return signed(info, { type: 'ec', key: issuer.key });
}

/** Makes a key. */
export function newKey(type: KeyType): KeyObject {
  return type === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function signed(info: Uint8Array, { type, key }: { type: KeyType; key: KeyObject }): Uint8Array {
  const signature = encodeDer(tags.bits, Uint8Array.of(0), sign('sha256', info, key));
  return encodeDer(tags.sequence, info, signatures[type], signature);
}

function distinguishedName(commonName: string): Uint8Array {
  const value = encodeDer(tags.text, Buffer.from(commonName));
  const attribute = encodeDer(tags.sequence, objectId('550403'), value);
  return encodeDer(tags.sequence, encodeDer(tags.set, attribute));
}

function publicKeyOf(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ format: 'der', type: 'spki' });
}

function time(iso: string): Uint8Array {
  return encodeDer(
    tags.time,
    Buffer.from(`${new Date(iso).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`),
  );
}

function objectId(hex: string): Uint8Array {
  return encodeDer(tags.objectId, Buffer.from(hex, 'hex'));
}
