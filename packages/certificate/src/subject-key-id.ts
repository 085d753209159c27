import { childrenOf, type DerElement, elementAt } from './der-element.ts';
import { encodeIdentifier } from './object-identifier.ts';

const subjectKeyIdentifier = encodeIdentifier('2.5.29.14');

const tags = { sequence: 0x30, octetString: 0x04, extensions: 0xa3 } as const;

/**
 * Reads the subject key identifier of a certificate in DER. Undefined if it has none. [RFC 5280, section 4.2.1.2]
 *
 * pkijs takes more than a hundred times as long, as it makes objects of the whole certificate; a page of a search needs this of each of its
 * certificates, and nothing else is served meanwhile.
 */
export function subjectKeyId(der: Uint8Array): Uint8Array | undefined {
  const within = (element: DerElement | undefined) =>
    element === undefined ? [] : (childrenOf(der, element) ?? []);
  const [tbsCertificate] = within(elementAt(der, 0, der.length));
  const wrapper = within(tbsCertificate).find(({ tag }) => tag === tags.extensions);
  const [list] = within(wrapper);
  const extension = within(list)
    .map(within)
    .find(([oid]) => oid !== undefined && subjectKeyIdentifier.equals(content(der, oid)));
  const value = extension?.at(-1);
  if (value?.tag !== tags.octetString) return undefined;
  const identifier = elementAt(der, value.contentStart, value.contentEnd);
  return identifier?.tag === tags.octetString ? content(der, identifier) : undefined;
}

function content(bytes: Uint8Array, { contentStart, contentEnd }: DerElement): Uint8Array {
  return bytes.subarray(contentStart, contentEnd);
}
