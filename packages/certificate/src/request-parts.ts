import { type DerElement, elementAt, partsOf } from './der-element.ts';
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
  /** Each a list of extensions that are asked for; of several, most programs see only one. */
  readonly extensions: readonly Uint8Array[];
  /** An AlgorithmIdentifier, in hexadecimal. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
}

/** Where a request carries the extensions that it asks for: PKCS #9, and Microsoft's own. [RFC 2985, section 5.4.2; MS-WCCE, section 2.2.2.7.7] */
const extensionRequests: readonly string[] = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14'];

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  identifier: 0x06,
  enumerated: 0x0a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
  attributes: 0xa0,
} as const;

/**
 * Takes a request apart. Throws if it isn't one, if a length that matters is wrong, and where something stands behind it. What attributes
 * hold that ask for no extensions is not looked at, but for lengths that OpenSSL refuses.
 *
 * pkijs would make objects of every value, which were a third of all that a gateway allocates for an order; and requests are read before
 * anything else is known of them, those of strangers, too.
 */
export function readRequestParts(der: Uint8Array): RequestParts {
  const request = elementAt(der, 0, der.length);
  if (request?.end !== der.length) throw damaged();
  const [info, algorithm, signature, ...behind] = partsOf(der, request, tags.sequence);
  if (info === undefined || algorithm === undefined || behind.length > 0) throw damaged();
  if (signature?.tag !== tags.bitString) throw damaged();
  partsOf(der, algorithm, tags.sequence);
  // Signatures have no bits that are not used.
  if (der[signature.contentStart] !== 0) throw damaged();

  const [version, subject, publicKeyInfo, attributes, ...others] = partsOf(der, info, tags.sequence);
  if (version === undefined || subject === undefined || publicKeyInfo === undefined) throw damaged();
  if (others.length > 0 || version.tag !== tags.integer || !isWholeNumber(der, version)) throw damaged();
  partsOf(der, publicKeyInfo, tags.sequence);

  const bytesOf = ({ start, end }: DerElement) => der.subarray(start, end);
  return {
    der,
    info: bytesOf(info),
    subject: bytesOf(subject),
    publicKeyInfo: bytesOf(publicKeyInfo),
    extensions: attributes === undefined ? [] : requestedExtensions(der, attributes).map(bytesOf),
    signatureAlgorithm: Buffer.from(bytesOf(algorithm)).toString('hex'),
    signature: der.subarray(signature.contentStart + 1, signature.contentEnd),
  };
}

function requestedExtensions(der: Uint8Array, attributes: DerElement): DerElement[] {
  return partsOf(der, attributes, tags.attributes).flatMap((attribute) => {
    const [type, set, ...behind] = partsOf(der, attribute, tags.sequence);
    if (type?.tag !== tags.identifier || behind.length > 0) throw damaged();
    const values = partsOf(der, set, tags.set);
    const identifier = readIdentifier(der.subarray(type.contentStart, type.contentEnd));
    if (identifier === undefined) throw damaged();
    // None may be empty. OpenSSL stops there: it shows no extensions of a second attribute, nor those behind one of any kind.
    if (values.length === 0 || values.some((value) => isMisshapen(der, value))) throw damaged();
    return extensionRequests.includes(identifier) ? values : [];
  });
}

/** Whether a value of an attribute has a length that its kind can't have; OpenSSL loads no such request. [X.690, section 8] */
function isMisshapen(der: Uint8Array, element: DerElement): boolean {
  const { tag, contentStart, contentEnd } = element;
  const length = contentEnd - contentStart;
  switch (tag) {
    case tags.boolean:
      return length !== 1;
    case tags.integer:
    case tags.enumerated:
      return !isWholeNumber(der, element);
    case tags.bitString:
      return length === 0 || (der[contentStart] ?? 0) > 7;
    case tags.null:
      return length !== 0;
    case tags.identifier:
      return readIdentifier(der.subarray(contentStart, contentEnd)) === undefined;
    case tags.universalString:
      return length % 4 !== 0;
    case tags.bmpString:
      return length % 2 !== 0;
    default:
      return false;
  }
}

/** Whether an INTEGER or ENUMERATED has content, and no needless bytes in front of it; OpenSSL loads no other. [X.690, section 8.3] */
function isWholeNumber(der: Uint8Array, { contentStart, contentEnd }: DerElement): boolean {
  const [first, second = 0] = der.subarray(contentStart, contentEnd);
  if (first === undefined) return false;
  const isPadded = second < 0x80 ? first === 0x00 : first === 0xff;
  return contentEnd - contentStart === 1 || !isPadded;
}

function damaged(): Error {
  return new Error('The request is damaged');
}
