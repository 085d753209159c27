import {
  comparable,
  type DistinguishedName,
  isNameProblem,
  type NameAttribute,
  parseDistinguishedName,
} from './distinguished-name.ts';

const mostKnown = 1000;

/** Part of a name that names are looked for by. */
export interface NamePart {
  /** Tells whether a name contains the part. */
  readonly isIn: (name: string) => boolean;
  /**
   * Text that every name with the part contains as it stands, whatever order, blanks, escapes and types it is written with,
   * letter case aside; empty where there is none that is certain.
   */
  readonly plainText: string;
}

/**
 * Reads part of a name: any text out of its middle, or whole attributes such as `CN=Example CA, O=Example`, in any order.
 *
 * Blanks, letter case and the spelling of attribute types don't count. The last attribute may be cut off, as text out
 * of the middle may be.
 */
export function parseNamePart(part: string): NamePart {
  const text = foldText(part);
  const parsed = parseDistinguishedName(part);
  const attributes = isNameProblem(parsed) ? [] : foldAttributes(parsed);
  // Thousands of certificates have few issuers.
  const known = new Map<string, boolean>();
  return {
    isIn: (name) => {
      const found = known.get(name) ?? (foldText(name).includes(text) || containsAll(name, attributes));
      if (known.size < mostKnown) known.set(name, found);
      return found;
    },
    plainText: plainTextOf(isNameProblem(parsed) ? [part] : parsed.flat().map(({ value }) => value)),
  };
}

function containsAll(name: string, attributes: readonly NameAttribute[]): boolean {
  if (attributes.length === 0) return false;
  const parsed = parseDistinguishedName(name);
  if (isNameProblem(parsed)) return false;
  const present = foldAttributes(parsed);
  return attributes.every(({ type, value }, index) => {
    const isLast = index === attributes.length - 1;
    return present.some(
      (other) => other.type === type && (isLast ? other.value.startsWith(value) : other.value === value),
    );
  });
}

function foldAttributes(name: DistinguishedName): NameAttribute[] {
  return name.flat().map(({ type, value }) => ({ type, value: comparable(value) }));
}

function foldText(text: string): string {
  return comparable(text).replace(/ ?([,;+=]) ?/g, '$1');
}

/** The longest piece without anything that is written in more than one way. */
function plainTextOf(texts: readonly string[]): string {
  const withoutTypes = texts.map((text) => text.replace(/[\w.-]+\s*=/g, '='));
  const pieces = withoutTypes.flatMap((text) => text.match(/[\w.:/()&'*@-]+(?: [\w.:/()&'*@-]+)*/g) ?? []);
  return pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '');
}
