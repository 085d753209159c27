import * as asn1js from 'asn1js';
import type * as pkijs from 'pkijs';
import { attributeText, commonNameText, isText } from './attribute-text.ts';
import { extensionOf } from './decode-certificate.ts';

/** A text, a character for each byte of what is not text, or the parts of a distinguished name. */
export type ComparableName = string | readonly string[];

/** A name that an authority may limit, in the forms in which names are compared. */
export interface ConstrainedName {
  readonly type: number;
  /** Absent if it isn't known what is equal to it. */
  readonly forms?: NameForms | undefined;
}

interface NameForms {
  /** Equal for names that are equal for OpenSSL. */
  readonly exact: ComparableName;
  /** Equal for these, and for more that may be equal for others. */
  readonly loose: ComparableName;
}

interface Attribute {
  readonly type: string;
  readonly value: asn1js.AsnType;
}

/** Choices of GeneralName. [RFC 5280, section 4.2.1.6] */
export const nameTypes = { other: 0, email: 1, dns: 2, directory: 4, ip: 7 } as const;
/** Is not allowed by any authority that limits names, of whatever type. */
export const unreadableName: ConstrainedName = { type: -1 };

const { other, email, dns, directory, ip } = nameTypes;
const alternativeNames = '2.5.29.17';
const emailAddress = '1.2.840.113549.1.9.1';
const commonName = '2.5.4.3';
/** A mailbox with characters beyond ASCII, which limits of mailboxes hold for. [RFC 9598, section 6] */
const smtpUtf8Mailbox = '1.3.6.1.5.5.7.8.9';
const ia5String = 22;
const hostName = /^\w(?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)+$/;
const printable = /^[ -~]*$/;
const control = /\p{Cc}/u;

/** Lists the names of a certificate that are subject to constraints. As for OpenSSL, the common name of a client is that of a host where it looks so. */
export function namesOf(
  decoded: pkijs.Certificate,
  { isClient }: { readonly isClient: boolean },
): readonly ConstrainedName[] {
  const alternative = extensionOf(decoded, alternativeNames);
  const names = alternative === undefined ? [] : asn1Elements(alternative).flatMap(readAlternativeName);
  const subject = readParts(asn1js.fromBER(decoded.subject.valueBeforeDecode).result);
  const valuesOf = (oid: string) =>
    subject.flat().flatMap(({ type, value }) => (type === oid ? [value] : []));
  const hosts = isClient && !names.some(({ type }) => type === dns) ? valuesOf(commonName) : [];
  return [
    ...names,
    ...(subject.length > 0 ? [{ type: directory, forms: directoryForms(subject) }] : []),
    ...valuesOf(emailAddress).map(readEmailAddress),
    ...hosts.flatMap(readCommonName),
  ];
}

/** Reads a name that a constraint is about. Throws where it can't be read. */
export function readBaseName(name: asn1js.AsnType): ConstrainedName {
  return readGeneralName(name, [8, 32]);
}

/** Lists the elements of a constructed value. Throws for any other. */
export function asn1Elements(value: asn1js.AsnType): readonly asn1js.AsnType[] {
  if (!(value instanceof asn1js.Constructed)) throw new Error('The value has no elements');
  return value.valueBlock.value as asn1js.AsnType[];
}

function readAlternativeName(name: asn1js.AsnType): ConstrainedName[] {
  const read = readGeneralName(name, [4, 16]);
  if (read.type === email) return [{ type: email, forms: ofMailbox(read.forms) }];
  const [kind] = read.type === other ? asn1Elements(name) : [];
  const isMailbox = kind instanceof asn1js.ObjectIdentifier && kind.getValue() === smtpUtf8Mailbox;
  return isMailbox ? [read, { type: email }] : [read];
}

/**
 * Decodes a name without pkijs, which takes a quarter of a millisecond for each. The shared reader of names doesn't keep what OpenSSL compares by: the type of a
 * text, and which attributes are joined.
 */
function readGeneralName(name: asn1js.AsnType, ipLengths: readonly number[]): ConstrainedName {
  const type = name.idBlock.tagNumber;
  switch (type) {
    case directory: {
      const [value] = asn1Elements(name);
      if (value === undefined) throw new Error("The name can't be read");
      return { type, forms: directoryForms(readParts(value)) };
    }
    case email:
      return { type, forms: emailForms(bytesOf(name)) };
    case dns:
      return { type, forms: hostForms(bytesOf(name)) };
    case ip: {
      const bytes = bytesOf(name);
      return { type, forms: ipLengths.includes(bytes.length) ? { exact: bytes, loose: bytes } : undefined };
    }
    default:
      return { type };
  }
}

function bytesOf(name: asn1js.AsnType): string {
  if (!(name instanceof asn1js.Primitive)) throw new Error("The name can't be read");
  return Buffer.from(name.valueBlock.valueHexView).toString('latin1');
}

/** Reads the parts of a distinguished name, each with its attributes. */
function readParts(name: asn1js.AsnType): Attribute[][] {
  return asn1Elements(name).map((part) =>
    asn1Elements(part).map((attribute) => {
      const [type, value] = asn1Elements(attribute);
      if (!(type instanceof asn1js.ObjectIdentifier) || value === undefined) {
        throw new Error("The name can't be read");
      }
      return { type: type.getValue(), value };
    }),
  );
}

function directoryForms(parts: readonly (readonly Attribute[])[]): NameForms | undefined {
  const isDamaged = parts.flat().some(({ value }) => isText(value) && attributeText(value) === undefined);
  if (isDamaged) return undefined;
  const formOf = (fold: (text: string) => string) =>
    parts.map((part) => part.map((attribute) => writeAttribute(attribute, fold)).sort());
  return {
    exact: formOf(foldAscii).map((part) => JSON.stringify(part)),
    // Whether attributes are joined does not count.
    loose: formOf(foldAll).flat(),
  };
}

function writeAttribute({ type, value }: Attribute, fold: (text: string) => string): string {
  const text = attributeText(value);
  return text === undefined
    ? `${type}#${Buffer.from(value.toBER(false)).toString('hex')}`
    : `${type}=${fold(text)}`;
}

/** Normalizes text as OpenSSL does to compare it: only ASCII letter case and blanks are ignored. */
function foldAscii(text: string): string {
  return text
    .replaceAll(/[ \t\n\v\f\r]+/g, ' ')
    .replaceAll(/^ | $/g, '')
    .replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Letter case and blanks don't count. [RFC 5280, section 7.1] */
function foldAll(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function emailForms(text: string): NameForms | undefined {
  if (!printable.test(text)) return undefined;
  const host = text.lastIndexOf('@') + 1;
  return { exact: text.slice(0, host) + text.slice(host).toLowerCase(), loose: text.toLowerCase() };
}

function hostForms(text: string): NameForms | undefined {
  const lower = text.toLowerCase();
  return printable.test(text) ? { exact: lower, loose: lower } : undefined;
}

function ofMailbox(forms: NameForms | undefined): NameForms | undefined {
  return forms?.exact.includes('@') ? forms : undefined;
}

/** OpenSSL takes the e-mail address of a subject from an IA5String only. */
function readEmailAddress(value: asn1js.AsnType): ConstrainedName {
  const text = value.idBlock.tagNumber === ia5String ? attributeText(value) : undefined;
  return text === undefined ? unreadableName : { type: email, forms: ofMailbox(emailForms(text)) };
}

function readCommonName(value: asn1js.AsnType): ConstrainedName[] {
  const text = commonNameText(value);
  // Other readers may take the text before a control character for a host.
  if (text === undefined || control.test(text)) return [unreadableName];
  return hostName.test(text) ? [{ type: dns, forms: hostForms(text) }] : [];
}
