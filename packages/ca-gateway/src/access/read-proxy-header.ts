import type { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';
import { readCertificate } from './read-certificate.ts';

/** A client certificate, and what came with it. */
export interface ProxiedCertificate {
  readonly certificate: X509Certificate;
  /** To find the way from it to an authority. */
  readonly chain: readonly X509Certificate[];
}

/** Chains are shorter. */
const mostCertificates = 10;

const escaped = /%[0-9a-f]{2}/i;
const envoyList = /^(?:By|Hash|Cert|Chain|Subject|URI|DNS)=/i;
/** A pair of Envoy's X-Forwarded-Client-Cert, and what ends it: a comma begins the next hop. */
const pair = /([a-z]+)=(?:"((?:\\.|[^"\\])*)"|([^",;]*))(;|,|$)/iy;
/** RFC 9440 writes a value of bytes between colons. */
const bytes = /^:([A-Za-z0-9+/=]+):$/;
const base64 = /^[A-Za-z0-9+/\s]+={0,2}$/;

/**
 * Reads the client certificate that a TLS-ending proxy puts into a header, and those behind it: PEM with its characters escaped (nginx), base64 of
 * DER, separated by commas (Traefik, HAProxy), the same between colons (RFC 9440), or Envoy's list. Undefined if it is none, or too much.
 */
export function readProxyHeader(value: string): ProxiedCertificate | undefined {
  const texts = envoyList.test(value) ? readEnvoyList(value) : [value];
  const contents = texts.flatMap((text) => contentsOf(text.trim()));
  if (contents.length > mostCertificates) return undefined;
  const certificates = contents.map((content) =>
    content !== undefined && base64.test(content.trim()) ? readCertificate(content) : undefined,
  );
  const [certificate] = certificates;
  const chain = certificates.slice(1).filter((each) => each !== undefined);
  const isWhole = chain.length === certificates.length - 1;
  return certificate !== undefined && isWhole ? { certificate, chain } : undefined;
}

/** Returns `Cert` and `Chain` of the first hop that has one of them: a chain begins with the certificate itself. */
function readEnvoyList(value: string): string[] {
  const hop = new Map<string, string>();
  const pairs = new RegExp(pair);
  for (let found = pairs.exec(value); found !== null; found = pairs.exec(value)) {
    const [, name = '', quoted, bare = '', end] = found;
    hop.set(name.toLowerCase(), quoted ?? bare);
    const texts = ['cert', 'chain'].flatMap((each) => hop.get(each) ?? []);
    if (end !== ';' && texts.length > 0) return texts;
    if (end === ',') hop.clear();
    if (end === '') return [];
  }
  return [];
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
