import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { extensionOf } from './decode-certificate.ts';

/** A name in the form in which names are compared. */
interface Name {
  readonly type: number;
  /** A text in lower case, a character for each byte of what is no text, or the attributes of a distinguished name. */
  readonly value: string | readonly string[];
}

type Comparison = (base: Name['value'], name: Name['value']) => boolean;

/** Choices of GeneralName. [RFC 5280, section 4.2.1.6] */
const [email, dns, directory, ip] = [1, 2, 4, 7];
const [permittedTrees, excludedTrees] = [0, 1];
const alternativeNames = '2.5.29.17';
const nameConstraints = '2.5.29.30';
const emailAddress = '1.2.840.113549.1.9.1';
const commonName = '2.5.4.3';
const hostName = /^[\w-]+(?:\.[\w-]+)+$/;
/** Comparisons of the names of one certificate with the constraints of an authority; as for OpenSSL, more are refused. */
const mostComparisons = 2 ** 20;

/** Returns whether a name is in the tree of a base. [RFC 5280, section 4.2.1.10] */
const comparisons = new Map<number, Comparison>([
  [email, (base, name) => isAddressIn(String(base), String(name))],
  [dns, (base, name) => isHostIn(String(base), String(name))],
  [directory, (base, name) => [...base].every((attribute, index) => name[index] === attribute)],
  [ip, (base, name) => isIpIn(String(base), String(name))],
]);

/**
 * Reads which names an authority allows below it. Undefined where it allows all of them. A name that can't be compared is not allowed, and nor are
 * more than can be compared in a short time. Throws where the constraints can't be read.
 */
export function readConstraints(
  decoded: pkijs.Certificate,
): ((names: readonly Name[]) => boolean) | undefined {
  const constraints = extensionOf(decoded, nameConstraints);
  if (constraints === undefined) return undefined;
  const treesOf = (kind: number) =>
    partsOf(constraints)
      .filter(({ idBlock }) => idBlock.tagNumber === kind)
      .flatMap(partsOf)
      .map(readTree);
  const [permitted, excluded] = [treesOf(permittedTrees), treesOf(excludedTrees)];
  const limited = new Set([...permitted, ...excluded].map(({ type }) => type));
  const permittedTypes = new Set(permitted.map(({ type }) => type));
  return (names) =>
    names.length * (permitted.length + excluded.length) <= mostComparisons &&
    names.every((name) => {
      const { type, value } = name;
      const isIn = comparisons.get(type);
      const isInOne = (trees: readonly Name[]) =>
        trees.some((tree) => tree.type === type && isIn?.(tree.value, value) === true);
      if (!limited.has(type)) return true;
      if (isIn === undefined || isInOne(excluded)) return false;
      return !permittedTypes.has(type) || isInOne(permitted);
    });
}

/** Lists the names of a certificate that are subject to constraints. As for OpenSSL, the common name of a client is that of a host where it looks so. */
export function namesOf(
  decoded: pkijs.Certificate,
  { isClient }: { readonly isClient: boolean },
): readonly Name[] {
  const alternative = extensionOf(decoded, alternativeNames);
  const names = alternative === undefined ? [] : partsOf(alternative).map(readGeneralName);
  const { subject } = decoded;
  const textsOf = (oid: string) =>
    subject.typesAndValues
      .filter(({ type }) => type === oid)
      .map(({ value }) => String(value.valueBlock.value).toLowerCase());
  const hosts =
    isClient && !names.some(({ type }) => type === dns)
      ? textsOf(commonName).filter((text) => hostName.test(text))
      : [];
  return [
    ...names,
    ...(subject.typesAndValues.length > 0 ? [{ type: directory, value: attributesOf(subject) }] : []),
    ...textsOf(emailAddress).map((value) => ({ type: email, value })),
    ...hosts.map((value) => ({ type: dns, value })),
  ];
}

/** Of a tree the base alone: its depth may not be limited. [RFC 5280, section 4.2.1.10] */
function readTree(tree: asn1js.AsnType): Name {
  const [base, ...depths] = partsOf(tree);
  if (base === undefined || depths.length > 0) throw new Error('The tree can not be read');
  return readGeneralName(base);
}

/** By itself: pkijs takes a quarter of a millisecond for each name. */
function readGeneralName(name: asn1js.AsnType): Name {
  const type = name.idBlock.tagNumber;
  if (type === directory) {
    const [schema] = partsOf(name);
    return { type, value: attributesOf(new pkijs.RelativeDistinguishedNames({ schema })) };
  }
  const isText = type === email || type === dns;
  if (!(name instanceof asn1js.Primitive)) {
    if (isText || type === ip) throw new Error('The name can not be read');
    return { type, value: '' };
  }
  const value = Buffer.from(name.valueBlock.valueHexView).toString('latin1');
  return { type, value: isText ? value.toLowerCase() : value };
}

function partsOf(value: asn1js.AsnType): readonly asn1js.AsnType[] {
  if (!(value instanceof asn1js.Constructed)) throw new Error('The value has no parts');
  return value.valueBlock.value as asn1js.AsnType[];
}

/** Letter case and blanks do not count. [RFC 5280, section 7.1] */
function attributesOf({ typesAndValues }: pkijs.RelativeDistinguishedNames): string[] {
  return typesAndValues.map(({ type, value }) => {
    const text: unknown = value.valueBlock.value;
    return typeof text === 'string'
      ? `${type}=${text.trim().replaceAll(/\s+/g, ' ').toLowerCase()}`
      : `${type}#${Buffer.from(value.toBER(false)).toString('hex')}`;
  });
}

function isHostIn(base: string, name: string): boolean {
  return base === '' || name === base || name.endsWith(base.startsWith('.') ? base : `.${base}`);
}

/** Of a mailbox, a host, or with a dot before it all hosts of a domain. */
function isAddressIn(base: string, name: string): boolean {
  if (base.includes('@')) return name === base;
  const host = name.slice(name.lastIndexOf('@') + 1);
  return base.startsWith('.') ? host.endsWith(base) : host === base;
}

/** The base is an address with its mask. */
function isIpIn(base: string, name: string): boolean {
  const { length } = name;
  if (base.length !== 2 * length) return false;
  for (let index = 0; index < length; index += 1) {
    const mask = base.charCodeAt(length + index);
    if ((name.charCodeAt(index) & mask) !== (base.charCodeAt(index) & mask)) return false;
  }
  return true;
}
