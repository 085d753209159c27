import { attributeType } from './attribute-type.ts';
import { type DerElement, elementAt, partsOf } from './der-element.ts';
import type { DistinguishedName } from './distinguished-name.ts';
import { readIdentifier } from './object-identifier.ts';

/** An alternative name of a request or certificate; `other` are those that have no form as text. */
export interface AlternativeName {
  readonly kind: 'dns' | 'ip' | 'email' | 'uri' | 'other';
  readonly value: string;
}

const subjectAlternativeName = '2.5.29.17';

const tags = {
  boolean: 0x01,
  bitString: 0x03,
  octetString: 0x04,
  identifier: 0x06,
  utf8String: 0x0c,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** NumericString, PrintableString, TeletexString, IA5String. */
const singleByteTags: readonly number[] = [0x12, 0x13, 0x14, 0x16];

/** Kinds of values in a Name that aren't text. OpenSSL loads no others. */
const textlessTags: readonly number[] = [tags.bitString, tags.sequence];

/** Choices of GeneralName whose value is text or bytes. [RFC 5280, section 4.2.1.6] */
const kinds: Readonly<Record<number, Exclude<AlternativeName['kind'], 'other'>>> = {
  129: 'email',
  130: 'dns',
  134: 'uri',
  135: 'ip',
};
/** The others: other name, X.400 address, directory name, EDI party name, and registered identifier. */
const otherKinds: readonly number[] = [0xa0, 0xa3, 0xa4, 0xa5, 0x88];

/**
 * Reads a Name in DER, the most specific part first: DER has it last. Attributes that were joined are parts of their own, and a value that is no
 * text is in hexadecimal behind `#`. Throws where it can't be read, and where OpenSSL refuses a text.
 */
export function readName(der: Uint8Array): DistinguishedName {
  return readAttributes(der)
    .map(({ type, value }) => [{ type, value: textOf(der, value) }])
    .reverse();
}

/**
 * Whether a common name of a Name in DER, which may be a DNS name, has bytes beyond ASCII in a kind of text of one byte a character: programs
 * write Latin-1 as well as UTF-8 there. Throws where the Name can't be read.
 */
export function hasUnsureCommonName(der: Uint8Array): boolean {
  return readAttributes(der).some(
    ({ type, value: { tag, contentStart, contentEnd } }) =>
      type === 'CN' &&
      singleByteTags.includes(tag) &&
      der.subarray(contentStart, contentEnd).some((byte) => byte >= 0x80),
  );
}

function readAttributes(der: Uint8Array): { readonly type: string; readonly value: DerElement }[] {
  return partsOf(der, elementAt(der, 0, der.length), tags.sequence)
    .flatMap((part) => partsOf(der, part, tags.set))
    .map((attribute) => {
      const [type, value, ...behind] = partsOf(der, attribute, tags.sequence);
      if (type?.tag !== tags.identifier || value === undefined || behind.length > 0) throw damaged();
      return { type: attributeType(identifierOf(der, type)), value };
    });
}

/**
 * Reads the alternative names in a list of extensions in DER. There may be thousands, and pkijs takes a quarter of a millisecond for each.
 * Throws where they can't be read.
 */
export function readAlternativeNames(der: Uint8Array): AlternativeName[] {
  return readExtensions(der)
    .filter(({ type }) => type === subjectAlternativeName)
    .flatMap(({ value: { contentStart, contentEnd } }) => {
      const names = elementAt(der, contentStart, contentEnd);
      if (names?.end !== contentEnd) throw damaged();
      return partsOf(der, names, tags.sequence).map((name) => readGeneralName(der, name));
    });
}

/** Whether a list of extensions in DER has one of them twice, which none may. Throws where it can't be read. [RFC 5280, section 4.2] */
export function hasRepeatedExtension(der: Uint8Array): boolean {
  const types = readExtensions(der).map(({ type }) => type);
  return new Set(types).size < types.length;
}

/** Reads types and values, which are octet strings. */
function readExtensions(der: Uint8Array): { readonly type: string; readonly value: DerElement }[] {
  return partsOf(der, elementAt(der, 0, der.length), tags.sequence).map((extension) => {
    const [type, ...others] = partsOf(der, extension, tags.sequence);
    const value = others.at(-1);
    if (type?.tag !== tags.identifier || value?.tag !== tags.octetString) throw damaged();
    if (others.length > 2 || (others.length === 2 && !isBoolean(others[0]))) throw damaged();
    return { type: identifierOf(der, type), value };
  });
}

function readGeneralName(der: Uint8Array, { tag, contentStart, contentEnd }: DerElement): AlternativeName {
  const kind = kinds[tag];
  if (kind === undefined) {
    if (!otherKinds.includes(tag)) throw damaged();
    return { kind: 'other', value: '' };
  }
  const content = Buffer.from(der.subarray(contentStart, contentEnd));
  return { kind, value: kind === 'ip' ? ipAddressOf(content) : content.toString('latin1') };
}

/** Writes the bytes of an IP address; hexadecimal where they aren't one. */
function ipAddressOf(bytes: Buffer): string {
  return bytes.length === 4 ? bytes.join('.') : bytes.toString('hex').replace(/.{4}(?=.)/g, '$&:');
}

/** As OpenSSL reads it, which takes every text of one byte a character for Latin-1. */
function textOf(der: Uint8Array, { tag, start, contentStart, contentEnd, end }: DerElement): string {
  const content = Buffer.from(der.subarray(contentStart, contentEnd));
  if (tag === tags.bitString && !isBitString(content)) throw damaged();
  if (textlessTags.includes(tag))
    return `#${Buffer.from(der.subarray(start, end)).toString('hex').toUpperCase()}`;
  if (singleByteTags.includes(tag)) return content.toString('latin1');
  if (tag === tags.utf8String)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  const width = tag === tags.bmpString ? 2 : tag === tags.universalString ? 4 : undefined;
  if (width === undefined || content.length % width !== 0) throw damaged();
  let text = '';
  for (let at = 0; at < content.length; at += width) {
    const character = content.readUIntBE(at, width);
    // Half a character of UTF-16.
    if (character >= 0xd800 && character <= 0xdfff) throw damaged();
    text += String.fromCodePoint(character);
  }
  return text;
}

/** Whether the bits that are not used are at most seven, and zero: OpenSSL refuses more, and shows others as zeros. [X.690, section 11.2] */
function isBitString([unused, ...bytes]: Buffer): boolean {
  if (unused === undefined || unused > 7) return false;
  const last = bytes.at(-1);
  return last === undefined ? unused === 0 : last % 2 ** unused === 0;
}

function isBoolean(element: DerElement | undefined): boolean {
  return element?.tag === tags.boolean && element.contentEnd - element.contentStart === 1;
}

function identifierOf(der: Uint8Array, { contentStart, contentEnd }: DerElement): string {
  const identifier = readIdentifier(der.subarray(contentStart, contentEnd));
  if (identifier === undefined) throw damaged();
  return identifier;
}

function damaged(): Error {
  return new Error('The names are damaged');
}
