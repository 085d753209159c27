import type { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';
import { readCertificate } from './read-certificate.ts';

/** A client certificate, and what came with it. */
export interface ProxiedCertificate {
  readonly certificate: X509Certificate;
  /** To find the way from it to an authority. */
  readonly chain: readonly X509Certificate[];
}

/** Why a header is not taken; follows "the header of the proxy". */
export interface ProxyHeaderProblem {
  readonly problem: string;
}

/** What a header holds, or why it is not taken. */
export type ProxyHeaderResult = ProxiedCertificate | ProxyHeaderProblem;

/** Chains are shorter. */
const mostCertificates = 10;

const escaped = /%[0-9a-f]{2}/i;
const envoyList = /^(?:By|Hash|Cert|Chain|Subject|URI|DNS)=/i;
/** A pair of Envoy's X-Forwarded-Client-Cert, and what ends it: a comma begins the next hop. */
const pair = /([a-z]+)=(?:"((?:\\.|[^"\\])*)"|([^",;]*))(;|,|$)/giy;
/** An end that is missing is that of the text, or looking for it would begin anew at each mark. */
const inQuotes = /"(?:\\.?|[^"\\])*(?:"|$)/g;
/** RFC 9440 writes a value of bytes between colons. */
const bytes = /^:([A-Za-z0-9+/=]+):$/;
const base64 = /^[A-Za-z0-9+/\s]+={0,2}$/;

/**
 * Reads the client certificate that a TLS-ending proxy puts into a header, and those behind it, each once: PEM with its characters escaped (nginx),
 * base64 of DER, separated by commas (Traefik, HAProxy), the same between colons (RFC 9440), or Envoy's list.
 *
 * A proxy that adds to the header which came from its client would have the client choose the first certificate. So a header that comes more than
 * once is not taken, nor one with certificates of several clients, and of Envoy's list only what the nearest hop says.
 */
export function readProxyHeader(value: string): ProxyHeaderResult {
  // So Fetch joins several headers of one name, of which one may be empty. The forms themselves have no blank behind a comma.
  if (/,(?:\s|$)/.test(value.replaceAll(inQuotes, ''))) return { problem: 'comes more than once' };
  const texts = envoyList.test(value) ? readEnvoyList(value) : [value];
  const contents = texts.flatMap((text) => contentsOf(text.trim()));
  if (contents.length > mostCertificates)
    return { problem: `holds more than ${mostCertificates} certificates` };
  const certificates = contents.map((content) =>
    content !== undefined && base64.test(content.trim()) ? readCertificate(content) : undefined,
  );
  const read = certificates.filter((each) => each !== undefined);
  const [certificate, ...chain] = new Map(read.map((each) => [each.fingerprint256, each])).values();
  if (certificate === undefined || read.length < certificates.length) {
    return { problem: 'holds no certificate that can be read' };
  }
  return chain.every(({ ca }) => ca)
    ? { certificate, chain }
    : { problem: 'holds a further certificate that is not of an authority' };
}

/** Returns `Cert` and `Chain` of the last hop, which the proxy itself has added; a chain begins with the certificate itself. */
function readEnvoyList(value: string): string[] {
  const hop = new Map<string, string>();
  let length = 0;
  for (const [text, name = '', quoted, bare = '', end] of value.matchAll(pair)) {
    length += text.length;
    hop.set(name.toLowerCase(), quoted ?? bare);
    if (end === ',') hop.clear();
  }
  return length === value.length ? ['cert', 'chain'].flatMap((each) => hop.get(each) ?? []) : [];
}

/** Lists the certificates of a text as base64. */
function contentsOf(text: string): (string | undefined)[] {
  const plain = escaped.test(text) ? unescaped(text) : text;
  if (plain === undefined) return [undefined];
  const blocks = pemBlocks(plain);
  // A block of another kind may hold more than a certificate, such as whom it is trusted for.
  if (blocks.length > 0)
    return blocks.map(({ label, content }) => (label === 'CERTIFICATE' ? content : undefined));
  return plain.split(',').map((part) => bytes.exec(part.trim())?.[1] ?? part);
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
