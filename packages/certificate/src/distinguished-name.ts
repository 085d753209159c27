import { attributeType } from './attribute-type.ts';

/** An attribute of a name. `type` is a short name in upper case, or an OID that has none here. */
export interface NameAttribute {
  readonly type: string;
  readonly value: string;
}

/** A name, its parts in the order they were written; a part has several attributes where they were joined by `+`. */
export type DistinguishedName = readonly (readonly NameAttribute[])[];

/** Why text can't be read as a name. */
export interface NameProblem {
  /** What was expected, to stand after "expected". */
  readonly expected: string;
  /** 0-based index of the character. */
  readonly position: number;
}

/** How a name is read. */
export interface NameOptions {
  /** What `SN` stands for: the surname (RFC 4519, OpenSSL), or the serial number, as EJBCA writes it ('SURNAME'). */
  readonly sn?: 'SURNAME' | 'SERIALNUMBER' | undefined;
  /** Whether a blank beyond ASCII that would be cut off a value is a problem (false). */
  readonly refuseForeignBlanks?: boolean | undefined;
}

/** A name, or why there is none. */
export type DistinguishedNameResult = DistinguishedName | NameProblem;

const patterns = {
  // The certificate dialog of Windows puts an invisible format character before what is copied.
  type: /[\s\p{Cf}]*(?:OID\.)?([a-z][a-z0-9-]*|\d+(?:\.\d+)*)\s*=(\s*)/iuy,
  quoted: /"((?:[^"\\]|\\[\s\S])*)"(\s*)/y,
  hex: /#((?:[0-9a-f]{2})+)(\s*)(?=[,;+]|$)/iy,
  plain: /(?:\\[\s\S]|[^"+,;<>\\\0])*/y,
  separator: /[,;+]/y,
} as const;

/** Characters of a value that are written behind a backslash, or as their bytes. [RFC 4514, section 2.4] Readers cut blanks of any kind off at the edges. */
const special = /[,+"\\<>;\0]|^[\s#]|\s$/g;
const foreignBlank = /[^\S\0-\x7f]/;

const escapedPiece = /\\([0-9a-f]{2})|\\([ "#+,;<=>\\])|([^\\]+)|\\/gi;

/** Lists the values of an attribute in a name, blank ones left out. */
export function valuesOf(name: DistinguishedName, type: string): string[] {
  return name
    .flat()
    .filter((attribute) => attribute.type === type && attribute.value.trim() !== '')
    .map(({ value }) => value);
}

/** Returns whether parsing failed. */
export function isNameProblem(result: DistinguishedNameResult): result is NameProblem {
  return 'expected' in result;
}

/**
 * Parses the text form of a name. In addition to RFC 4514 it takes what RFC 2253, section 4, tells readers to take: values in
 * quotation marks, semicolons between parts, blanks around separators, and `OID.` before an OID; and invisible format characters
 * (Unicode Cf) before an attribute. Empty text is the empty name.
 */
export function parseDistinguishedName(
  text: string,
  { sn = 'SURNAME', refuseForeignBlanks = false }: NameOptions = {},
): DistinguishedNameResult {
  if (/^[\s\p{Cf}]*$/u.test(text)) return [];
  const parts: NameAttribute[][] = [[]];
  let position = 0;
  for (;;) {
    const type = match(patterns.type, text, position);
    if (type === undefined) return { expected: 'an attribute such as CN=', position };
    position += type[0].length;
    const value = readValue(text, position);
    if ('expected' in value) return value;
    if (refuseForeignBlanks && foreignBlank.test(`${type[2]}${value.cut}`))
      return { expected: 'a plain blank, or none, at the edge of a value', position };
    const [, spelling = ''] = type;
    parts.at(-1)?.push({
      type: spelling.toUpperCase() === 'SN' ? sn : attributeType(spelling),
      value: value.value,
    });
    position = value.end;
    if (position === text.length) return parts;
    const separator = match(patterns.separator, text, position);
    if (separator === undefined) return { expected: 'a comma', position };
    if (separator[0] !== '+') parts.push([]);
    position += 1;
  }
}

/**
 * Tells whether two names have the same attributes. Order, letter case, blanks, invisible format characters (Unicode Cf)
 * and the spelling of attribute types don't count: the systems write one name in several ways. Text that isn't a name is compared as text.
 */
export function sameDistinguishedName(a: string, b: string): boolean {
  return a === b || canonicalName(a) === canonicalName(b);
}

/** Returns the form of a name by which names are compared and grouped; not for display. */
export function canonicalName(text: string, options?: NameOptions): string {
  const name = parseDistinguishedName(text, options);
  if (isNameProblem(name)) return `?${comparable(text)}`;
  return name
    .map((part) => part.map(canonicalAttribute).sort().join('+'))
    .sort()
    .join(',');
}

/**
 * Returns the form of a parsed name by which rules identify a caller. Only letter case and blanks of ASCII are folded: a name that
 * only looks like another one is another. Attributes may have been joined only on one side, since readers of encoded names take
 * joined ones apart.
 */
export function canonicalAttributes(name: DistinguishedName): string {
  return name
    .flat()
    .map(({ type, value }) => JSON.stringify([type, closelyComparable(value)]))
    .sort()
    .join(',');
}

function canonicalAttribute({ type, value }: NameAttribute): string {
  return JSON.stringify([type, comparable(value)]);
}

/** Writes a name as RFC 4514 has it. */
export function writeDistinguishedName(name: DistinguishedName): string {
  return name
    .map((part) => part.map(({ type, value }) => `${type}=${value.replace(special, escaped)}`).join('+'))
    .join(',');
}

function escaped(character: string): string {
  return /[!-~ ]/.test(character)
    ? `\\${character}`
    : Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '\\$&');
}

/** Returns the form of a value by which values are compared. [RFC 4518: invisible format characters, case, NFKC, insignificant spaces] */
export function comparable(value: string): string {
  return value
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Like `comparable`, but keeps what is invisible, and what is another character in another form, such as a full-width letter. */
function closelyComparable(value: string): string {
  return Array.from(value, (character) =>
    isDeceptive(character) ? `\0${character.codePointAt(0)?.toString(16)}\0` : character,
  )
    .join('')
    .normalize('NFC')
    .replace(/[\t-\r ]+/g, ' ')
    .replace(/^ | $/g, '')
    .toLowerCase();
}

/** NUL is for marking them. */
function isDeceptive(character: string): boolean {
  if (character === '\0' || /\p{Cf}/u.test(character)) return true;
  const composed = character.normalize('NFC');
  // The sign for kelvin, too, is a letter in its composed form.
  return composed !== character || character.normalize('NFKC') !== composed;
}

interface ReadValue {
  readonly value: string;
  readonly end: number;
  /** Blanks behind the value, which are not part of it. */
  readonly cut: string;
}

function readValue(text: string, position: number): ReadValue | NameProblem {
  const quoted = match(patterns.quoted, text, position);
  if (quoted !== undefined) {
    const [all, content = '', cut = ''] = quoted;
    return unescaped(content, { position, end: position + all.length, cut });
  }
  const hex = match(patterns.hex, text, position);
  if (hex !== undefined) {
    const [all, digits = '', cut = ''] = hex;
    return { value: decodeHex(digits), end: position + all.length, cut };
  }
  const [plain = ''] = match(patterns.plain, text, position) ?? [];
  const kept = withoutBlanksAtEnd(plain);
  return unescaped(kept, { position, end: position + plain.length, cut: plain.slice(kept.length) });
}

/** Cuts blanks off, all but one that is escaped. */
function withoutBlanksAtEnd(escaped: string): string {
  const cut = escaped.trimEnd();
  const backslashes = /\\*$/.exec(cut)?.[0].length ?? 0;
  return backslashes % 2 === 0 ? cut : escaped.slice(0, cut.length + 1);
}

/** Decodes the escapes of a value: a backslash before a special character, or before two digits of a byte of UTF-8. */
function unescaped(
  text: string,
  { position, ...rest }: Omit<ReadValue, 'value'> & { readonly position: number },
): ReadValue | NameProblem {
  const bytes: Buffer[] = [];
  for (const [piece, hex, special, plain] of text.matchAll(escapedPiece)) {
    if (piece === '\\')
      return { expected: 'a special character or two hexadecimal digits after "\\"', position };
    bytes.push(hex === undefined ? Buffer.from(special ?? plain ?? '') : Buffer.from(hex, 'hex'));
  }
  const value = decodeText(Buffer.concat(bytes), 'utf-8');
  return value === undefined ? { expected: 'bytes of UTF-8 in hexadecimal', position } : { value, ...rest };
}

/** Encodings of the string types of a name. [X.680; RFC 5280, section 4.1.2.4] */
const stringTags: Readonly<Record<number, string>> = {
  12: 'utf-8',
  19: 'utf-8',
  20: 'latin1',
  22: 'utf-8',
  30: 'utf-16be',
};

/** Reads the text in an encoded value (BER); where it holds none, its digits are kept. The clients, which read names, too, install no library of ASN.1. */
function decodeHex(digits: string): string {
  const bytes = Buffer.from(digits, 'hex');
  const encoding = stringTags[bytes[0] ?? 0];
  // A length of up to 127 bytes, which is beyond what the attributes of names allow.
  const text =
    encoding !== undefined && bytes[1] === bytes.length - 2 && bytes.length < 130
      ? decodeText(bytes.subarray(2), encoding)
      : undefined;
  return text ?? `#${digits.toUpperCase()}`;
}

function decodeText(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function match(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}
