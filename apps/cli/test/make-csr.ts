import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { encodeDer } from '../src/ca/certificates/der.ts';

const tags = {
  integer: 0x02,
  bits: 0x03,
  objectId: 0x06,
  text: 0x0c,
  sequence: 0x30,
  set: 0x31,
  attributes: 0xa0,
};
const commonName = Uint8Array.of(0x55, 0x04, 0x03);
const signatures = {
  rsa: encodeDer(
    tags.sequence,
    encodeDer(tags.objectId, Buffer.from('2a864886f70d01010b', 'hex')),
    encodeDer(0x05),
  ),
  ec: encodeDer(tags.sequence, encodeDer(tags.objectId, Buffer.from('2a8648ce3d040302', 'hex'))),
};

/** Makes a certificate request for a common name, as PEM, with a new key unless one is given. */
export function makeCsr(
  name: string,
  { type = 'ec', key = newKey(type) }: { type?: keyof typeof signatures; key?: KeyObject } = {},
): { readonly pem: string; readonly der: Uint8Array; readonly key: KeyObject } {
  const attribute = encodeDer(
    tags.sequence,
    encodeDer(tags.objectId, commonName),
    encodeDer(tags.text, Buffer.from(name)),
  );
  const info = encodeDer(
    tags.sequence,
    encodeDer(tags.integer, Uint8Array.of(0)),
    encodeDer(tags.sequence, encodeDer(tags.set, attribute)),
    publicKeyOf(key),
    encodeDer(tags.attributes),
  );
  const signature = encodeDer(tags.bits, Uint8Array.of(0), sign('sha256', info, key));
  const der = encodeDer(tags.sequence, info, signatures[type], signature);
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', ''];
  return { pem: pem.join('\n'), der, key };
}

function newKey(type: keyof typeof signatures): KeyObject {
  return type === 'rsa'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    : generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function publicKeyOf(key: KeyObject): Uint8Array {
  return createPublicKey(key).export({ format: 'der', type: 'spki' });
}
