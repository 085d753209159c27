import { childrenOf, elementAt } from './der-element.ts';
import { encodeIdentifier } from './object-identifier.ts';

const signedDataOid = encodeIdentifier('1.2.840.113549.1.7.2');

const tags = { sequence: 0x30, oid: 0x06, context0: 0xa0 } as const;

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
