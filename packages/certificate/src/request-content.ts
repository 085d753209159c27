import type { DistinguishedName } from './distinguished-name.ts';
import {
  type AlternativeName,
  hasRepeatedExtension,
  hasUnsureCommonName,
  readAlternativeNames,
  readName,
} from './encoded-names.ts';
import { writePem } from './pem.ts';
import { type RequestParts, readRequestParts } from './request-parts.ts';
import { type RequestProblem, requestDer } from './request-text.ts';

/** What a certificate request holds. Key and signature are not checked. */
export interface RequestContent {
  /** In the form that most systems take, whatever it was read from. */
  readonly pem: string;
  readonly parts: RequestParts;
  /** The most specific part first; attributes that were joined are parts of their own. */
  readonly subject: DistinguishedName;
  /** Undefined where they can't be read: what is not understood must not be left out. */
  readonly alternativeNames: readonly AlternativeName[] | undefined;
}

/** What a request holds, or why there is none. */
export type RequestContentResult = RequestContent | RequestProblem;

/** The longest request that SCM takes, in characters of PEM. What is longer is not read, since it comes from strangers. [SCM API documentation 25.4] */
export const longestRequest = 32_767;

/** What to say of requests whose names are not certain. */
export const uncertainNames = {
  'not-ascii':
    'A name in the CSR has characters beyond ASCII. Make a new one with the name in its ASCII form (xn--…).',
  'several-lists':
    'The CSR has several lists of extensions, and other software may read only one of them. Make a new one with all names in one list.',
  'repeated-extension':
    'The CSR has an extension twice, and other software may read only one of them, or neither. Make a new one with all names in one extension.',
} as const;

/** Reads a request from PEM (either armor), base64 or DER. There must be exactly one. Needs no library of ASN.1, so that the client of SCM installs none. */
export function readRequestContent(input: string | Uint8Array): RequestContentResult {
  const der = requestDer(input);
  if ('problem' in der) return der;
  const pem = writePem('CERTIFICATE REQUEST', der);
  if (pem.length > longestRequest) return { problem: 'too-long' };
  try {
    const parts = readRequestParts(der);
    if (parts.extensions.length > 1) return { problem: 'several-lists' };
    if (repeatsExtension(parts.extensions)) return { problem: 'repeated-extension' };
    const alternativeNames = readRequestedNames(parts.extensions);
    if (hasUnsureCommonName(parts.subject) || alternativeNames?.some(isBeyondAscii)) {
      return { problem: 'not-ascii' };
    }
    return { pem, parts, subject: readName(parts.subject), alternativeNames };
  } catch {
    return { problem: 'no-request' };
  }
}

/** What can't be read has no names either. */
function repeatsExtension(extensions: readonly Uint8Array[]): boolean {
  try {
    return extensions.some(hasRepeatedExtension);
  } catch {
    return false;
  }
}

function readRequestedNames(extensions: readonly Uint8Array[]): AlternativeName[] | undefined {
  try {
    return extensions.flatMap(readAlternativeNames);
  } catch {
    return undefined;
  }
}

/** An IA5String has no such bytes: what they mean would be a guess, and another domain if it is wrong. */
function isBeyondAscii({ value }: AlternativeName): boolean {
  return /[^\0-\x7f]/.test(value);
}
