import * as asn1js from 'asn1js';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** An attribute of a name. `type` is a name in upper case, or an OID; `CN`, `O` and `OU` whatever way they were written. */
export interface NameAttribute {
  readonly type: string;
  readonly value: string;
}

/** A name, its most specific part first; a part has several attributes where they were joined by `+`. */
export type DistinguishedName = readonly (readonly NameAttribute[])[];

/** OIDs and long names of the attributes that decide something. [RFC 4519, section 2] */
const knownTypes: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['COMMONNAME', 'CN'],
  ['2.5.4.10', 'O'],
  ['ORGANIZATIONNAME', 'O'],
  ['2.5.4.11', 'OU'],
  ['ORGANIZATIONALUNITNAME', 'OU'],
]);

const patterns = {
  type: /\s*(?:OID\.)?([a-z][a-z0-9-]*|\d+(?:\.\d+)*)\s*=\s*/iy,
  quoted: /"((?:[^"\\]|\\[\s\S])*)"\s*/y,
  hex: /#((?:[0-9a-f]{2})+)\s*(?=[,;+]|$)/iy,
  plain: /(?:\\[\s\S]|[^"+,;<>\\\0])*/y,
  separator: /[,;+]/y,
} as const;

const escapedPiece = /\\([0-9a-f]{2})|\\([ "#+,;<=>\\])|([^\\]+)|\\/gi;

/** Writes an attribute type in the one way that this package compares. */
export function attributeType(type: string): string {
  const upper = type.toUpperCase();
  return knownTypes.get(upper) ?? upper;
}

/** Lists the values of an attribute in a name, blank ones left out. */
export function valuesOf(name: DistinguishedName, type: string): string[] {
  return name
    .flat()
    .filter((attribute) => attribute.type === type && attribute.value.trim() !== '')
    .map(({ value }) => value.trim());
}

/**
 * Reads the text form of a name. Beside RFC 4514 it takes what RFC 2253, section 4, tells readers to take: values in
 * quotation marks, semicolons between parts, blanks around separators, and `OID.` before an OID.
 */
export function parseDistinguishedName(text: string): DistinguishedName | Refusal {
  if (text.trim() === '') return [];
  const parts: NameAttribute[][] = [[]];
  let position = 0;
  for (;;) {
    const type = match(patterns.type, text, position);
    if (type === undefined) return unreadable('an attribute such as CN=', position);
    position += type[0].length;
    const value = readValue(text, position);
    if (isRefusal(value)) return value;
    parts.at(-1)?.push({ type: attributeType(type[1] ?? ''), value: value.value });
    position = value.end;
    if (position === text.length) return parts;
    const separator = match(patterns.separator, text, position);
    if (separator === undefined) return unreadable('a comma', position);
    if (separator[0] !== '+') parts.push([]);
    position += 1;
  }
}

interface ReadValue {
  readonly value: string;
  readonly end: number;
}

function readValue(text: string, position: number): ReadValue | Refusal {
  const quoted = match(patterns.quoted, text, position);
  if (quoted !== undefined) return unescaped(quoted[1] ?? '', position, quoted[0].length);
  const hex = match(patterns.hex, text, position);
  if (hex !== undefined) return { value: decodeHex(hex[1] ?? ''), end: position + hex[0].length };
  const [plain = ''] = match(patterns.plain, text, position) ?? [];
  return unescaped(withoutBlanksAtEnd(plain), position, plain.length);
}

/** Cuts blanks off, all but one that is escaped. */
function withoutBlanksAtEnd(escaped: string): string {
  const cut = escaped.trimEnd();
  const backslashes = /\\*$/.exec(cut)?.[0].length ?? 0;
  return backslashes % 2 === 0 ? cut : escaped.slice(0, cut.length + 1);
}

/** Decodes the escapes of a value: a backslash before a special character, or before two digits of a byte of UTF-8. */
function unescaped(escaped: string, position: number, length: number): ReadValue | Refusal {
  const bytes: Buffer[] = [];
  for (const [piece, hex, special, plain] of escaped.matchAll(escapedPiece)) {
    if (piece === '\\')
      return unreadable('a special character or two hexadecimal digits after "\\"', position);
    bytes.push(hex === undefined ? Buffer.from(special ?? plain ?? '') : Buffer.from(hex, 'hex'));
  }
  try {
    const value = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(bytes));
    return { value, end: position + length };
  } catch {
    return unreadable('bytes of UTF-8 in hexadecimal', position);
  }
}

/** Reads the text in an encoded value; where it holds none, its digits are kept. */
function decodeHex(digits: string): string {
  const { result, offset } = asn1js.fromBER(Uint8Array.from(Buffer.from(digits, 'hex')));
  const whole = offset === digits.length / 2;
  return whole && result instanceof asn1js.BaseStringBlock ? result.getValue() : `#${digits}`;
}

function match(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}

function unreadable(expected: string, position: number): Refusal {
  return refuse(
    `The subject can't be read: expected ${expected} at character ${position + 1}. Write it as in RFC 4514, with "\\" before a comma inside a value.`,
  );
}
