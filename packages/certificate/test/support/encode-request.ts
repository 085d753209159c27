import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { encodeIdentifier } from '../../src/object-identifier.ts';

/** Encodes a value in DER. */
export function encode(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const longer = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...longer]), content]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return encode(0x30, ...parts);
}

export function set(...parts: readonly Uint8Array[]): Buffer {
  return encode(0x31, ...parts);
}

export function identifier(dotted: string): Buffer {
  return encode(0x06, encodeIdentifier(dotted));
}

/** A Name of one attribute a part, the most general first. */
export function nameOf(...attributes: readonly (readonly [type: string, value: Uint8Array])[]): Buffer {
  return sequence(...attributes.map(([type, value]) => set(sequence(identifier(type), value))));
}

/** A Name of one common name. */
export function commonName(text: string): Buffer {
  return nameOf(['2.5.4.3', encode(0x0c, Buffer.from(text))]);
}

/** The attribute of a request that asks for extensions: that of PKCS #9, and Microsoft's. */
export const extensionRequests = {
  pkcs9: '1.2.840.113549.1.9.14',
  microsoft: '1.3.6.1.4.1.311.2.1.14',
} as const;

/** An attribute of a request. */
export function attribute(type: string, ...values: readonly Uint8Array[]): Buffer {
  return sequence(identifier(type), set(...values));
}

/** A list of extensions with these alternative names. */
export function namesExtension(...names: readonly Uint8Array[]): Buffer {
  return sequence(sequence(identifier('2.5.29.17'), encode(0x04, sequence(...names))));
}

export function dnsName(name: string | Uint8Array): Buffer {
  return encode(0x82, Buffer.from(name));
}

/** Makes a key for requests. */
export function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

/** A key in a request, and how to sign with it. */
export interface RequestKey {
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKeyInfo: Buffer;
  /** AlgorithmIdentifier in DER. */
  readonly algorithm: Buffer;
  readonly sign: (info: Buffer) => Buffer;
}

/** How a request differs from an ordinary one. */
export interface RequestOptions {
  readonly attributes?: readonly Uint8Array[];
  /** Of P-256 where it is one of Node. */
  readonly key?: KeyObject | RequestKey;
  /** In DER. */
  readonly version?: Uint8Array;
}

/** A request with these values in it, signed with its own key. */
export function encodeRequest(
  subject: Uint8Array,
  { attributes = [], key = newKey(), version = Buffer.from('020100', 'hex') }: RequestOptions = {},
): Buffer {
  const { publicKeyInfo, algorithm, sign: signed } = 'sign' in key ? key : ecdsaKey(key);
  const info = sequence(version, subject, publicKeyInfo, encode(0xa0, ...attributes));
  return sequence(info, algorithm, encode(0x03, Buffer.of(0), signed(info)));
}

function ecdsaKey(key: KeyObject): RequestKey {
  return {
    publicKeyInfo: createPublicKey(key).export({ format: 'der', type: 'spki' }),
    algorithm: sequence(identifier('1.2.840.10045.4.3.2')),
    sign: (info) => sign('sha256', info, key),
  };
}
