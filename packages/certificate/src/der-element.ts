// Few values are read by these functions, each where the library of ASN.1 would cost more than it saves; why is said there.

const deepest = 32;

/** Offsets of an encoded value and its content. */
export interface DerElement {
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

/** Returns the value at `offset`, which must end by `limit`. Multi-byte tags aren't used here and are refused. */
export function elementAt(
  bytes: Uint8Array,
  offset: number,
  limit: number,
  depth = 0,
): DerElement | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || offset + 2 > limit) return undefined;
  if ((tag & 0x1f) === 0x1f || depth > deepest) return undefined;
  if (first === 0x80) return indefiniteElement(bytes, { tag, offset, limit, depth });
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const contentStart = offset + 2 + lengthBytes;
  if (lengthBytes > 4 || contentStart > limit) return undefined;
  const length =
    lengthBytes === 0
      ? first
      : bytes.subarray(offset + 2, contentStart).reduce((sum, byte) => sum * 256 + byte, 0);
  const end = contentStart + length;
  return end > limit ? undefined : { tag, start: offset, contentStart, contentEnd: end, end };
}

/** A value of indefinite length ends with two zero bytes where another value would begin. [X.690, section 8.1.3.6] */
function indefiniteElement(
  bytes: Uint8Array,
  { tag, offset, limit, depth }: { tag: number; offset: number; limit: number; depth: number },
): DerElement | undefined {
  const constructed = (tag & 0x20) !== 0;
  if (!constructed) return undefined;
  const contentStart = offset + 2;
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
