import { childrenOf, type DerElement, elementAt } from './der-element.ts';
import { readIdentifier } from './object-identifier.ts';

/** The values of a certificate request in DER, as they were signed. [RFC 2986, section 4] */
export interface RequestParts {
  /** The whole request. */
  readonly der: Uint8Array;
  /** What is signed. */
  readonly info: Uint8Array;
  /** A Name. */
  readonly subject: Uint8Array;
  /** A SubjectPublicKeyInfo. */
  readonly publicKeyInfo: Uint8Array;
  /** Each a list of extensions that are asked for. */
  readonly extensions: readonly Uint8Array[];
  /** An AlgorithmIdentifier, in hexadecimal. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
}

/** Where a request carries the extensions that it asks for: PKCS #9, and Microsoft's own. [RFC 2985, section 5.4.2; MS-WCCE, section 2.2.2.7.7] */
const extensionRequests: readonly string[] = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14'];

const tags = {
  integer: 0x02,
  bitString: 0x03,
  identifier: 0x06,
  sequence: 0x30,
  set: 0x31,
  attributes: 0xa0,
} as const;
const constructed = 0x20;
/** Requests have some ten levels. */
const deepest = 32;

/**
 * Takes a request apart. Undefined where it is none, where a length in it is wrong, and where something stands behind it.
 *
 * pkijs would make objects of every value, which were a third of all that a gateway allocates for an order; and requests are read before
 * anything else is known of them, those of strangers, too.
 */
export function readRequestParts(der: Uint8Array): RequestParts | undefined {
  const request = elementAt(der, 0, der.length);
  if (request?.tag !== tags.sequence || request.end !== der.length || !isFilled(der, request))
    return undefined;
  const [info, algorithm, signature, ...behind] = partsOf(der, request);
  if (info?.tag !== tags.sequence || algorithm?.tag !== tags.sequence) return undefined;
  if (signature?.tag !== tags.bitString || behind.length > 0) return undefined;

  const [version, subject, publicKeyInfo, attributes, ...others] = partsOf(der, info);
  if (version?.tag !== tags.integer || subject?.tag !== tags.sequence) return undefined;
  if (publicKeyInfo?.tag !== tags.sequence || others.length > 0) return undefined;
  if (attributes !== undefined && attributes.tag !== tags.attributes) return undefined;
  const extensions = attributes === undefined ? [] : requestedExtensions(der, attributes);
  // Signatures have no bits that are not used.
  if (extensions === undefined || der[signature.contentStart] !== 0) return undefined;

  const bytesOf = ({ start, end }: DerElement) => der.subarray(start, end);
  return {
    der,
    info: bytesOf(info),
    subject: bytesOf(subject),
    publicKeyInfo: bytesOf(publicKeyInfo),
    extensions: extensions.map(bytesOf),
    signatureAlgorithm: Buffer.from(bytesOf(algorithm)).toString('hex'),
    signature: der.subarray(signature.contentStart + 1, signature.contentEnd),
  };
}

function requestedExtensions(der: Uint8Array, attributes: DerElement): DerElement[] | undefined {
  const found: DerElement[] = [];
  for (const attribute of partsOf(der, attributes)) {
    const [type, values, ...behind] = partsOf(der, attribute);
    if (type?.tag !== tags.identifier || values?.tag !== tags.set || behind.length > 0) return undefined;
    const identifier = readIdentifier(der.subarray(type.contentStart, type.contentEnd));
    if (identifier === undefined) return undefined;
    if (extensionRequests.includes(identifier)) found.push(...partsOf(der, values));
  }
  return found;
}

/** Whether the values inside a value fill it, and so on down, but not deeper than any request goes. */
function isFilled(der: Uint8Array, element: DerElement, depth = 0): boolean {
  if ((element.tag & constructed) === 0) return true;
  if (depth === deepest) return false;
  return childrenOf(der, element)?.every((child) => isFilled(der, child, depth + 1)) ?? false;
}

function partsOf(der: Uint8Array, element: DerElement): DerElement[] {
  return childrenOf(der, element) ?? [];
}
