import type * as asn1js from 'asn1js';
import type * as pkijs from 'pkijs';
import {
  asn1Elements,
  type ComparableName,
  type ConstrainedName,
  nameTypes,
  readBaseName,
  unreadableName,
} from './constrained-names.ts';
import { extensionOf } from './decode-certificate.ts';

const { email, dns, directory, ip } = nameTypes;
const [permittedTrees, excludedTrees] = [0, 1];
const nameConstraints = '2.5.29.30';
/** Comparisons of the names of one certificate with the constraints of an authority; as for OpenSSL, more are refused. */
const mostComparisons = 2 ** 20;

/** Returns whether a name is in the tree of a base. [RFC 5280, section 4.2.1.10] */
const comparisons = new Map<number, (base: ComparableName, name: ComparableName) => boolean>([
  [email, (base, name) => isMailboxIn(String(base), String(name))],
  [dns, (base, name) => isHostIn(String(base), String(name))],
  [directory, (base, name) => [...base].every((part, index) => name[index] === part)],
  [ip, (base, name) => isIpIn(String(base), String(name))],
]);

/**
 * Reads which names an authority allows below it. Undefined where it allows all of them. A name that can't be compared is not allowed, and nor are
 * more than can be compared in a short time. Throws where the constraints can't be read.
 */
export function readConstraints(
  decoded: pkijs.Certificate,
): ((names: readonly ConstrainedName[]) => boolean) | undefined {
  const constraints = extensionOf(decoded, nameConstraints);
  if (constraints === undefined) return undefined;
  const treesOf = (kind: number) =>
    asn1Elements(constraints)
      .filter(({ idBlock }) => idBlock.tagNumber === kind)
      .flatMap(asn1Elements)
      .map(readTree);
  const [permitted, excluded] = [treesOf(permittedTrees), treesOf(excludedTrees)];
  const limited = new Set([...permitted, ...excluded, unreadableName].map(({ type }) => type));
  const permittedTypes = new Set(permitted.map(({ type }) => type));
  return (names) =>
    names.length * (permitted.length + excluded.length) <= mostComparisons &&
    names.every(({ type, forms }) => {
      if (!limited.has(type)) return true;
      const isIn = comparisons.get(type);
      if (isIn === undefined || forms === undefined) return false;
      const isExcluded = ({ type: ofTree, forms: base }: ConstrainedName) =>
        ofTree === type && (base === undefined || isIn(base.loose, forms.loose));
      const isPermitted = ({ type: ofTree, forms: base }: ConstrainedName) =>
        ofTree === type && base !== undefined && isIn(base.exact, forms.exact);
      return !excluded.some(isExcluded) && (!permittedTypes.has(type) || permitted.some(isPermitted));
    });
}

/** Reads the base of a subtree. A limit on its depth is not allowed. [RFC 5280, section 4.2.1.10] */
function readTree(tree: asn1js.AsnType): ConstrainedName {
  const [base, ...depths] = asn1Elements(tree);
  if (base === undefined || depths.length > 0) throw new Error("The tree can't be read");
  return readBaseName(base);
}

function isHostIn(base: string, name: string): boolean {
  return base === '' || name === base || name.endsWith(base.startsWith('.') ? base : `.${base}`);
}

/** A constraint on mailboxes: one mailbox, those of a host, or with a leading dot those of all hosts of a domain. */
function isMailboxIn(base: string, name: string): boolean {
  const at = base.lastIndexOf('@');
  if (at > 0) return name === base;
  const host = name.slice(name.lastIndexOf('@') + 1);
  return at < 0 && base.startsWith('.') ? host.endsWith(base) : host === base.slice(at + 1);
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
