// Used where an ASN.1 library would cost more than it saves, in time or as a dependency.

const deepest = 32;
const longestTag = 5;

/** Offsets of an encoded value and its content. */
export interface DerElement {
  /** Its first byte. Of a tag of several bytes, which nothing that is read here has, that gives only the class. */
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}

/** Returns the values inside a value; undefined if they don't fill it exactly. */
export function childrenOf(bytes: Uint8Array, parent: DerElement): DerElement[] | undefined {
  const children: DerElement[] = [];
  let offset = parent.contentStart;
  while (offset < parent.contentEnd) {
    const child = elementAt(bytes, offset, parent.contentEnd);
    if (child === undefined) return undefined;
    children.push(child);
    offset = child.end;
  }
  return children;
}

/** Returns the values inside one of this tag. Throws where it has another one, or where they don't fill it. */
export function partsOf(bytes: Uint8Array, element: DerElement | undefined, tag: number): DerElement[] {
  const parts = element?.tag === tag ? childrenOf(bytes, element) : undefined;
  if (parts === undefined) throw new Error('The value is damaged');
  return parts;
}

/** Returns the value at `offset`, which must end by `limit`. */
export function elementAt(
  bytes: Uint8Array,
  offset: number,
  limit: number,
  depth = 0,
): DerElement | undefined {
  const tag = bytes[offset];
  const lengthAt = offset + tagLength(bytes, offset);
  const first = bytes[lengthAt];
  if (tag === undefined || first === undefined || lengthAt + 1 > limit || depth > deepest) return undefined;
  if (first === 0x80) return indefiniteElement(bytes, { tag, offset, lengthAt, limit, depth });
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const contentStart = lengthAt + 1 + lengthBytes;
  if (lengthBytes > 4 || contentStart > limit) return undefined;
  const length =
    lengthBytes === 0
      ? first
      : bytes.subarray(lengthAt + 1, contentStart).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = contentStart + length;
  return end > limit ? undefined : { tag, start: offset, contentStart, contentEnd: end, end };
}

/** Numbers from 31 on follow the first byte, seven bits a byte. [X.690, section 8.1.2.4] Longer ones than OpenSSL takes have no end. */
function tagLength(bytes: Uint8Array, offset: number): number {
  if (((bytes[offset] ?? 0) & 0x1f) !== 0x1f) return 1;
  let length = 2;
  while (length <= longestTag && (bytes[offset + length - 1] ?? 0) >= 0x80) length += 1;
  return length > longestTag ? Infinity : length;
}

/** A value of indefinite length ends with two zero bytes where another value would begin. [X.690, section 8.1.3.6] */
function indefiniteElement(
  bytes: Uint8Array,
  {
    tag,
    offset,
    lengthAt,
    limit,
    depth,
  }: { tag: number; offset: number; lengthAt: number; limit: number; depth: number },
): DerElement | undefined {
  const constructed = (tag & 0x20) !== 0;
  if (!constructed) return undefined;
  const contentStart = lengthAt + 1;
  let position = contentStart;
  while (position + 2 <= limit) {
    if (bytes[position] === 0 && bytes[position + 1] === 0) {
      return { tag, start: offset, contentStart, contentEnd: position, end: position + 2 };
    }
    const child = elementAt(bytes, position, limit, depth + 1);
    if (child === undefined) return undefined;
    position = child.end;
  }
  return undefined;
}

/** Whether bytes are a SEQUENCE, or begin as one of more than 127 bytes, as no text does: one that is cut off counts, too. */
export function beginsSequence(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes;
  return tag === 0x30 && (length >= 0x80 || length === bytes.length - 2);
}
