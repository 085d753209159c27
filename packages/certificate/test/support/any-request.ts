import fc from 'fast-check';
import {
  attribute,
  dnsName,
  encode,
  encodeRequest,
  extensionRequests,
  identifier,
  nameOf,
  newKey,
  sequence,
} from './encode-request.ts';
import { mutation } from './mutate-der.ts';

const key = newKey();
const hex = (digits: string) => Buffer.from(digits, 'hex');
const mostly = <Value>(usual: Value, ...others: Value[]) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 6 }, fc.constantFrom(...others));

const affix = mostly('', ' ', '\n', '\r\n', '\t', '.', '\u00a0');
const host = fc
  .tuple(affix, fc.constantFrom('a.corp.example', 'B.corp.example', '*.corp.example', '10.0.0.1'), affix)
  .map(([before, name, behind]) => before + name + behind);

const text = fc
  .tuple(fc.constantFrom(0x0c, 0x0c, 0x12, 0x13, 0x14, 0x16), host)
  .map(([tag, value]) => encode(tag, Buffer.from(value)));
const bits = fc.uint8Array({ maxLength: 3 }).map((content) => encode(0x03, content));
const organization = fc.tuple(fc.constantFrom('2.5.4.10', '2.5.4.45'), fc.oneof(text, bits));
const commonName = fc.tuple(fc.constant('2.5.4.3'), fc.oneof({ arbitrary: text, weight: 6 }, bits));
const subject = fc
  .tuple(fc.array(organization, { maxLength: 1 }), fc.array(commonName, { maxLength: 1 }))
  .map((parts) => nameOf(...parts.flat()));

const name = fc.oneof(
  { arbitrary: host.map(dnsName), weight: 6 },
  fc.constantFrom(
    encode(0x87, hex('0a000001')),
    encode(0x87, hex('20010db8000000000000000000000001')),
    encode(0x81, Buffer.from('anna@corp.example')),
    encode(0x86, Buffer.from('https://corp.example/')),
    encode(0x88, hex('2a03')),
  ),
);
const names = fc
  .array(name, { maxLength: 3 })
  .map((each) => sequence(identifier('2.5.29.17'), encode(0x04, sequence(...each))));
const usage = fc.constant(sequence(identifier('2.5.29.15'), hex('0101ff'), encode(0x04, hex('030205a0'))));
const list = fc
  .array(fc.oneof({ arbitrary: names, weight: 2 }, usage), { maxLength: 2 })
  .map((extensions) => sequence(...extensions));
const lists = fc.oneof(
  { arbitrary: fc.tuple(list), weight: 3 },
  fc.constant([]),
  fc.array(list, { minLength: 2, maxLength: 2 }),
);
const unrelated = fc
  .tuple(
    fc.constantFrom(0x01, 0x02, 0x03, 0x05, 0x06, 0x0a, 0x0c, 0x1c, 0x1e, 0x80),
    fc.uint8Array({ maxLength: 4 }),
  )
  .map(([tag, content]) => attribute('1.3.6.1.4.1.99999.2', encode(tag, content)));
const attributes = fc.array(
  fc.oneof(
    {
      arbitrary: fc
        .tuple(fc.constantFrom(...Object.values(extensionRequests)), lists)
        .map(([type, each]) => attribute(type, ...each)),
      weight: 4,
    },
    unrelated,
    mostly(
      attribute('1.2.840.113549.1.9.7', encode(0x13, Buffer.from('challenge'))),
      attribute('1.2.840.113549.1.9.7'),
    ),
  ),
  { maxLength: 2 },
);
const version = mostly('020100', '0200', '020101', '02020000', '0202ff80', '0201ff').map(hex);

/** Any request: sound ones, doubtful ones, and damaged ones, each signed by its key of P-256. */
export const anyRequest: fc.Arbitrary<Buffer> = fc
  .record({ version, subject, attributes, mutated: fc.tuple(mostly(false, true), mutation, mutation) })
  .map(({ version, subject, attributes, mutated: [isMutated, inSubject, inAttributes] }) =>
    encodeRequest(isMutated ? inSubject(subject) : subject, {
      attributes: isMutated ? [inAttributes(Buffer.concat(attributes))] : attributes,
      key,
      version,
    }),
  );
