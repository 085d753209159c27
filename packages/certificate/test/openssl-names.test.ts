/** Names are the same however they are read: from DER, or from what Node or `openssl x509` prints. */
import { spawnSync } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readMainNames } from '../src/certificate-names.ts';
import { type DistinguishedName, isNameProblem, parseDistinguishedName } from '../src/distinguished-name.ts';
import { fromNodeName } from '../src/node-name.ts';
import { encode, identifier, nameOf, newKey, sequence } from './support/encode-request.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) process.stderr.write('Skipped: names compared with openssl, which is not installed.\n');

/** Arcs of attribute types, each with a number beyond its last type. */
const arcs: readonly (readonly [arc: string, count: number])[] = [
  ['2.5.4', 120],
  ['0.9.2342.19200300.100.1', 70],
  ['1.2.840.113549.1.9', 70],
  ['1.3.6.1.5.5.7.9', 9],
  ['1.3.6.1.4.1.311.60.2.1', 5],
  ['1.3.6.1.4.1.311.17', 4],
  ['1.3.6.1.4.1.311.20.2', 4],
  ['1.2.643.100', 120],
  ['1.2.643.3.131.1', 3],
];
const types = arcs.flatMap(([arc, count]) => Array.from({ length: count }, (_, index) => `${arc}.${index}`));
const uniqueIdentifier = '0.9.2342.19200300.100.1.44';

/** A certificate that nobody signed. The value of each attribute is its own type. */
function certificateOf(subject: readonly string[]): Buffer {
  const name = nameOf(...subject.map((type) => [type, encode(0x0c, Buffer.from(type))] as const));
  const algorithm = sequence(identifier('1.2.840.10045.4.3.2'));
  const time = encode(0x17, Buffer.from('300101000000Z'));
  const key = createPublicKey(newKey()).export({ format: 'der', type: 'spki' });
  const serialNumber = encode(0x02, Buffer.of(1));
  const content = sequence(serialNumber, algorithm, name, sequence(time, time), name, key);
  return sequence(content, algorithm, encode(0x03, Buffer.of(0)));
}

const flat = (name: DistinguishedName) => name.flat().map(({ type, value }) => `${type}=${value}`);

function parse(text: string): string[] {
  const name = parseDistinguishedName(text);
  if (isNameProblem(name)) throw new Error(`${name.expected} at ${text.slice(name.position)}`);
  return flat(name);
}

function readDer(der: Buffer): string[] {
  const names = readMainNames(der);
  if (names === undefined) throw new Error('The certificate was not read');
  return flat(names.subject);
}

test('a name is the same from DER and from what Node prints, whatever its types', () => {
  const der = certificateOf(types);
  expect(parse(fromNodeName(new X509Certificate(der).subject))).toEqual(readDer(der));
});

describe.skipIf(!hasOpenssl)('what openssl prints is the same name as that from DER', () => {
  const print = (der: Buffer, options: string) => {
    const argv = ['x509', '-inform', 'DER', '-noout', '-subject', '-nameopt', options];
    return spawnSync('openssl', argv, { input: der, encoding: 'utf8' }).stdout.replace(/^subject= ?/, '');
  };
  // As `uid`, it could as well be the user id.
  const der = certificateOf(types.filter((type) => type !== uniqueIdentifier));

  test.each(['RFC2253', 'oneline,dn_rev', 'oid,esc_2253,sep_comma_plus,dn_rev'])('with %s', (options) => {
    expect(parse(print(der, options).trim())).toEqual(readDer(der));
  });

  test('with long names, but for those that hold blanks', () => {
    const all = certificateOf(types);
    const known = new Set(readDer(all));
    const lines = print(all, 'lname,sep_multiline,esc_2253').trim().split('\n');
    const readable = lines.map((line) => line.trim()).filter((line) => !/^[^=]+[ /][^=]+=/.test(line));
    expect(readable.length).toBeGreaterThan(types.length - 20);
    expect(readable.flatMap(parse).filter((attribute) => !known.has(attribute))).toEqual([]);
  });
});
