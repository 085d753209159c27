import type * as pkijs from 'pkijs';
import { encodeDer, encodeOid, encodeSequence, tags } from './der.ts';

const types: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  STREET: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  SERIALNUMBER: '2.5.4.5',
  DC: '0.9.2342.19200300.100.1.25',
  EMAILADDRESS: '1.2.840.113549.1.9.1',
};
const labels = new Map(Object.entries(types).map(([label, type]) => [type, label]));
const oids = new Map(Object.values(types).map((type) => [type, encodeOid(type)]));

/** Encodes a name from its RFC 4514 text, whose first part is the most specific and comes last in DER. */
export function encodeName(dn: string): Buffer<ArrayBuffer> {
  const parts = splitDn(dn).map(([label, value]) => {
    const type = types[label.toUpperCase()] ?? label;
    const attribute = encodeSequence(oids.get(type) ?? encodeOid(type), encodeValue(type, value));
    return encodeDer(tags.set, attribute);
  });
  return encodeSequence(...parts.reverse());
}

/** Formats a name as RFC 4514 text. */
export function writeName({ typesAndValues }: pkijs.RelativeDistinguishedNames): string {
  return typesAndValues
    .map(({ type, value }) => `${labels.get(type) ?? type}=${writeDnValue(String(value.valueBlock.value))}`)
    .reverse()
    .join(',');
}

/** Escapes a value for RFC 4514 text. */
export function writeDnValue(value: string): string {
  // Nearly every value is plain, and a report has thousands.
  return /[",+;<=>\\]|^[ #]| $/.test(value) ? escapeDnValue(value) : value;
}

function escapeDnValue(value: string): string {
  return value.replaceAll(/[",+;<=>\\]/g, '\\$&').replaceAll(/^[ #]| $/g, '\\$&');
}

/** Reads an attribute of a name; undefined if absent. */
export function readAttribute(
  { typesAndValues }: pkijs.RelativeDistinguishedNames,
  label: string,
): string | undefined {
  const found = typesAndValues.findLast(({ type }) => type === types[label]);
  return found === undefined ? undefined : String(found.value.valueBlock.value);
}

function splitDn(dn: string): [label: string, value: string][] {
  return (dn.match(/(?:\\.|[^,\\])+/gs) ?? []).map((part) => {
    const [label = '', value = ''] = part.split(/=(.*)/s);
    return [label.trim(), value.replaceAll(/\\(.)/gs, '$1')];
  });
}

function encodeValue(type: string, value: string): Buffer {
  if (type === types.C) return encodeDer(tags.printableString, Buffer.from(value, 'latin1'));
  if (type === types.DC || type === types.EMAILADDRESS)
    return encodeDer(tags.ia5String, Buffer.from(value, 'latin1'));
  return encodeDer(tags.utf8String, Buffer.from(value));
}
