import { decodeText, withoutMark } from './decode-text.ts';
import { accountForPem } from './pem.ts';

/** Why no request can be read. */
export interface RequestProblem {
  readonly problem:
    | 'empty'
    /** More than one request. */
    | 'several'
    /** A block of another kind than a request, whose `label` is given. */
    | 'other-block'
    /** A line that begins or ends a block, without its counterpart. */
    | 'cut-off'
    /** Text behind the block, which could be the rest of another one. */
    | 'text-behind'
    | 'not-base64'
    /** Longer than any CA takes. */
    | 'too-long'
    /** A DNS name, e-mail address, URI or common name with bytes beyond ASCII whose encoding nothing tells. */
    | 'not-ascii'
    /** More than one list of extensions, in one attribute or several. */
    | 'several-lists'
    /** An extension that is there twice. */
    | 'repeated-extension'
    /** The bytes are not a PKCS#10 request, or a damaged one. */
    | 'no-request';
  readonly label?: string;
}

/** The bytes of a request, or why there are none. */
export type RequestDerResult = Uint8Array | RequestProblem;

const requestLabel = /^(?:NEW )?CERTIFICATE REQUEST$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** A tag of DER (SEQUENCE), which no text begins with. */
const sequence = 0x30;

/**
 * Finds the bytes of a certificate request (PKCS#10) in what a file or field holds: PEM (RFC 7468), base64 without the lines
 * of PEM, or DER, which is returned as it is. Whether it is a request is not looked at.
 *
 * Text before the block is passed over, as openssl prints it. Anything else next to one block is a problem, since nobody can
 * say which request was meant.
 */
export function requestDer(input: string | Uint8Array): RequestDerResult {
  if (typeof input !== 'string' && input[0] === sequence) return input;
  const text = typeof input === 'string' ? withoutMark(input) : decodeText(input);
  if (text.trim() === '') return { problem: 'empty' };
  const blocks = [];
  for (const block of accountForPem(text, { marksAnywhere: true })) {
    if ('problem' in block) return { problem: 'cut-off' };
    blocks.push(block);
  }
  const [first] = blocks;
  if (first === undefined) return fromBase64(text);
  if (blocks.filter(({ label }) => requestLabel.test(label)).length > 1) return { problem: 'several' };
  const other = blocks.find(({ label }) => !requestLabel.test(label));
  if (other !== undefined) return { problem: 'other-block', label: other.label };
  if (text.slice(first.end).trim() !== '') return { problem: 'text-behind' };
  return fromBase64(first.content);
}

function fromBase64(text: string): RequestDerResult {
  const digits = text.replaceAll(/\s/g, '');
  if (digits === '' || !base64.test(digits)) return { problem: 'not-base64' };
  return Uint8Array.from(Buffer.from(digits, 'base64'));
}
