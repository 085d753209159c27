import type { X509Certificate } from 'node:crypto';
import type * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { decodeCertificate, extensionOf } from './decode-certificate.ts';

type Name = Pick<pkijs.GeneralName, 'type' | 'value'>;
type Attributes = pkijs.AttributeTypeAndValue[];
type Comparison = (base: Name['value'], name: Name['value']) => boolean;

/** Choices of GeneralName. [RFC 5280, section 4.2.1.6] */
const [email, dns, directory, ip] = [1, 2, 4, 7];
const alternativeNames = '2.5.29.17';
const emailAddress = '1.2.840.113549.1.9.1';
const commonName = '2.5.4.3';
const hostName = /^[\w-]+(?:\.[\w-]+)+$/;

/** Tells whether a name is in the tree of a base. [RFC 5280, section 4.2.1.10] */
const comparisons = new Map<number, Comparison>([
  [email, (base, name) => isAddressIn(lowerCase(base), lowerCase(name))],
  [dns, (base, name) => isHostIn(lowerCase(base), lowerCase(name))],
  [directory, (base, name) => beginsWith(attributesOf(name), attributesOf(base))],
  [ip, (base, name) => isIpIn(bytesOf(base), bytesOf(name))],
]);

/** Whether an authority with these constraints may have such names below it. One that can't be compared may not be there. */
export function isWithin(
  { permittedSubtrees = [], excludedSubtrees = [] }: pkijs.NameConstraints,
  names: readonly Name[],
): boolean {
  return names.every(({ type, value }) => {
    const ofType = (trees: readonly pkijs.GeneralSubtree[]) => trees.filter(({ base }) => base.type === type);
    const [permitted, excluded] = [ofType(permittedSubtrees), ofType(excludedSubtrees)];
    if (permitted.length + excluded.length === 0) return true;
    const isIn = comparisons.get(type);
    if (isIn === undefined || excluded.some(({ base }) => isIn(base.value, value))) return false;
    return permitted.length === 0 || permitted.some(({ base }) => isIn(base.value, value));
  });
}

/** Lists the names of a certificate that are subject to constraints. As for OpenSSL, the common name of a client is that of a host where it looks so. */
export function namesOf(
  { raw }: X509Certificate,
  { isClient }: { readonly isClient: boolean },
): readonly Name[] {
  const decoded = decodeCertificate(raw);
  const alternative = extensionOf(decoded, alternativeNames);
  const names: Name[] =
    alternative === undefined ? [] : new pkijs.GeneralNames({ schema: alternative }).names;
  const { subject } = decoded;
  const textsOf = (oid: string) =>
    subject.typesAndValues
      .filter(({ type }) => type === oid)
      .map(({ value }) => String(value.valueBlock.value));
  const hosts =
    isClient && !names.some(({ type }) => type === dns)
      ? textsOf(commonName).filter((text) => hostName.test(text))
      : [];
  return [
    ...names,
    ...(subject.typesAndValues.length > 0 ? [{ type: directory, value: subject }] : []),
    ...textsOf(emailAddress).map((value) => ({ type: email, value })),
    ...hosts.map((value) => ({ type: dns, value })),
  ];
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

function beginsWith(name: Attributes, base: Attributes): boolean {
  return base.every((attribute, index) => name[index]?.isEqual(attribute) === true);
}

/** The base is an address with its mask. */
function isIpIn(base: Uint8Array, name: Uint8Array): boolean {
  const { length } = name;
  return (
    base.length === 2 * length &&
    name.every((byte, index) => {
      const mask = base[length + index] ?? 0;
      return (byte & mask) === ((base[index] ?? 0) & mask);
    })
  );
}

function lowerCase(value: Name['value']): string {
  return String(value).toLowerCase();
}

function attributesOf(value: Name['value']): Attributes {
  return (value as pkijs.RelativeDistinguishedNames).typesAndValues;
}

function bytesOf(value: Name['value']): Uint8Array {
  return (value as asn1js.OctetString).valueBlock.valueHexView;
}
