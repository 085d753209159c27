/** The object identifier of SignedData, 1.2.840.113549.1.7.2, as it is encoded. */
const signedDataOid = Buffer.from('2a864886f70d010702', 'hex');
const deepest = 32;

const tags = { sequence: 0x30, oid: 0x06, context0: 0xa0 } as const;

/** Offsets of an encoded value and its content. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}

/**
 * Extracts the certificates from a PKCS#7 file (CMS SignedData without content), in DER, in the order of the file. Undefined
 * if it isn't such a file. Supports the indefinite lengths of BER, which Java libraries write.
 * [RFC 5652, section 5.1]
 *
 * Reads the few values that it needs by itself, so that the client of SCM installs no library of ASN.1 for their sake.
 */
export function readPkcs7(bytes: Uint8Array): Uint8Array[] | undefined {
  const contentInfo = elementAt(bytes, 0, bytes.length);
  if (contentInfo?.tag !== tags.sequence) return undefined;
  const [type, wrapper] = childrenOf(bytes, contentInfo) ?? [];
  if (type?.tag !== tags.oid || wrapper?.tag !== tags.context0) return undefined;
  if (!signedDataOid.equals(bytes.subarray(type.contentStart, type.contentEnd))) return undefined;
  const [signedData] = childrenOf(bytes, wrapper) ?? [];
  if (signedData?.tag !== tags.sequence) return undefined;
  const set = childrenOf(bytes, signedData)?.find(({ tag }) => tag === tags.context0);
  if (set === undefined) return [];
  // Other kinds of certificates have context tags.
  return childrenOf(bytes, set)
    ?.filter(({ tag }) => tag === tags.sequence)
    .map(({ start, end }) => bytes.subarray(start, end));
}

/** Returns the values inside a value; undefined if they don't fill it exactly. */
function childrenOf(bytes: Uint8Array, parent: Element): Element[] | undefined {
  const children: Element[] = [];
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
function elementAt(bytes: Uint8Array, offset: number, limit: number, depth = 0): Element | undefined {
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
): Element | undefined {
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
