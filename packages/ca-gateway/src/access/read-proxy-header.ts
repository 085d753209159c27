import { createHash, type X509Certificate } from 'node:crypto';
import { readCertificateNames } from '@certbridge/certificate/request';
import { readCertificate } from './read-certificate.ts';

/** A client certificate, and what came with it. */
export interface ProxiedCertificate {
  readonly certificate: X509Certificate;
  /** Certificates above it, to build a path to an authority. */
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

/** What stays as it is where PEM or base64 is escaped; nginx escapes more than Envoy does. */
const escapedText = /^(?:[A-Za-z0-9+/=,._~-]|%[0-9a-f]{2})+$/i;
/** Not the shared reader, which skips text between blocks: here the whole value must be PEM. */
const pem =
  /-----BEGIN CERTIFICATE-----\r?\n((?:[A-Za-z0-9+/=]+\r?\n)+)-----END CERTIFICATE-----(?:\r?\n|$)/gy;
const base64 = /([A-Za-z0-9+/]+={0,2})(,|$)/gy;
/** As HAProxy writes one where quotes are asked for (`%{+Q}`). */
const quotedBase64 = /^"([A-Za-z0-9+/]+={0,2})"$/;
/**
 * RFC 9440 writes bytes between colons. There may be white space around the commas of a list, and parameters behind an item, which mean nothing.
 * Values of those that are text, a token or bytes are not taken, since a certificate would be one. [RFC 8941, sections 3.1 and 3.1.2]
 */
const bytes =
  /:([A-Za-z0-9+/]+={0,2}):(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:\?[01]|-?\d{1,15}(?:\.\d{1,3})?))?)*([ \t]*,[ \t]*|$)/gy;
const envoyList = /^(?:By|Hash|Cert|Chain|Subject|URI|DNS)=/i;
/** A pair of Envoy's X-Forwarded-Client-Cert, and what ends it: a comma begins the next hop. */
const pair = /(By|Hash|Cert|Chain|Subject|URI|DNS)=(?:"((?:\\.|[^"\\])*)"|([^",;\s]*))(;|,|$)/giy;
/** No subject is as long without a mark: it is a certificate that has been put behind one. */
const leastHidden = 300;
/** Envoy writes names without quotes: one with any of these in it looks like a further pair or hop. */
const mark = /[",;\s]/;

/** Pairs that bring certificates: that of the client, and the same with its chain. */
const carriers: readonly string[] = ['cert', 'chain'];
/** Pairs that hold names of the certificate. */
const nameKinds = ['uri', 'dns'] as const;
/** In which order pairs may come. Envoy writes what a client can't choose first, so nothing behind a name of a client brings a certificate. */
const places: Readonly<Record<string, number>> = {
  by: 0,
  hash: 0,
  cert: 1,
  chain: 1,
  subject: 1,
  uri: 2,
  dns: 2,
};

/** What one hop of Envoy's list says, by the names of its pairs in lower case. */
type Hop = Map<string, string[]>;

/**
 * Reads the client certificate that a TLS-ending proxy puts into a header, and those behind it, each once. The whole value has to be of one form:
 * PEM with its characters escaped (nginx, Apache), base64 of DER, maybe in quotes (HAProxy), or separated by commas and maybe escaped (Traefik),
 * base64 between colons (RFC 9440), or Envoy's list. What would be passed over may be what a client has sent itself.
 */
export function readProxyHeader(value: string): ProxyHeaderResult {
  const contents = readForm(value);
  if (contents === undefined) return { problem: 'has none of the known forms' };
  if (contents.length > mostCertificates)
    return { problem: `holds more than ${mostCertificates} certificates` };
  const certificates = contents.map(readExactly);
  const read = certificates.filter((each) => each !== undefined);
  const [certificate, ...chain] = new Map(read.map((each) => [each.fingerprint256, each])).values();
  if (certificate === undefined || read.length < certificates.length) {
    return { problem: 'holds no certificate that can be read' };
  }
  return chain.every(({ ca }) => ca)
    ? { certificate, chain }
    : { problem: 'holds a further certificate that is not of an authority' };
}

/** Lists the certificates of a value as base64. Undefined where it has no known form. */
function readForm(value: string): string[] | undefined {
  if (value.startsWith(':')) return readList(value, bytes);
  return envoyList.test(value) ? readEnvoyList(value) : (readPem(value) ?? readBase64(value));
}

function readPem(value: string): string[] | undefined {
  return readWhole(unescaped(value), pem)?.map(([, content = '']) => content.replaceAll(/[\r\n]/g, ''));
}

function readBase64(value: string): string[] | undefined {
  const [, quoted] = quotedBase64.exec(value) ?? [];
  return quoted === undefined ? readList(unescaped(value), base64) : [quoted];
}

/** Reads a list whose items tell by their end whether another one follows. */
function readList(text: string | undefined, item: RegExp): string[] | undefined {
  const items = readWhole(text, item);
  return items?.at(-1)?.[2] === '' ? items.map(([, content = '']) => content) : undefined;
}

/** Returns the certificates of the last hop, which the proxy itself has added. */
function readEnvoyList(value: string): string[] | undefined {
  const hops = readHops(value)?.map(readHop);
  // A name with a comma in it looks like a further hop, and only the certificate of the hop tells whether it has one.
  return hops?.slice(0, -1).every((hop) => hop !== undefined && hasPlainNames(hop)) ? hops.at(-1) : undefined;
}

function readHops(value: string): Hop[] | undefined {
  const pairs = readWhole(value, pair);
  if (pairs?.at(-1)?.[4] !== '') return undefined;
  const hops: Hop[] = [new Map()];
  let place = 0;
  for (const [, name = '', quoted, bare = '', end] of pairs) {
    const hop = hops.at(-1);
    const key = name.toLowerCase();
    const value = quoted ?? bare;
    const values = hop?.get(key);
    const next = places[key] ?? 0;
    if (next < place || (key === 'subject' && hidesCertificate(value))) return undefined;
    place = next;
    if (values === undefined) hop?.set(key, [value]);
    else values.push(value);
    if (end !== ',') continue;
    hops.push(new Map());
    place = 0;
  }
  return hops;
}

/** A chain begins with the certificate itself. None where a hop brings no certificate. */
function readHop(hop: Hop): string[] | undefined {
  const [own, chain] = carriers.map((key) => hop.get(key)?.map(readPem));
  if (own === undefined && chain === undefined) return [];
  const [[certificate], [certificates]] = [own ?? chain ?? [], chain ?? own ?? []];
  const isOne = [own, chain].every((all) => all === undefined || all.length === 1);
  const isSame = certificate?.[0] === certificates?.[0] && (own === undefined || certificate?.length === 1);
  return isOne && isSame && hasItsNames(hop, certificate?.[0]) ? certificates : undefined;
}

/** Whether the names that a hop states are those of its certificate: anything else may be a certificate that has been put behind it. */
function hasItsNames(hop: Hop, certificate: string | undefined): boolean {
  const told = nameKinds.flatMap((kind) =>
    (hop.get(kind) ?? []).flatMap((value) => (value === '' ? [] : `${kind}:${value}`)),
  );
  if (told.length === 0) return true;
  const names = certificate === undefined ? [] : (namesOf(certificate) ?? []);
  // There may be thousands of either.
  const own = new Set(names.map(({ kind, value }) => `${kind}:${value}`));
  return told.every((name) => own.has(name));
}

function hasPlainNames([certificate]: readonly string[]): boolean {
  const names = certificate === undefined ? undefined : namesOf(certificate);
  return names?.every(({ value }) => !mark.test(value)) ?? false;
}

/** Lists the names that Envoy may write. Undefined where they can't be read. */
function namesOf(content: string) {
  const names = readCertificateNames(Buffer.from(content, 'base64'))?.alternativeNames;
  return names?.filter(({ kind }) => nameKinds.some((each) => each === kind));
}

function hidesCertificate(value: string): boolean {
  return value.split(/[^A-Za-z0-9+/%]/).some(({ length }) => length >= leastHidden);
}

/** Returns the matches of a sticky pattern if they are all of a text. */
function readWhole(text: string | undefined, pattern: RegExp): RegExpExecArray[] | undefined {
  if (text === undefined) return undefined;
  const matches = [...text.matchAll(pattern)];
  const length = matches.reduce((sum, [match]) => sum + match.length, 0);
  return length > 0 && length === text.length ? matches : undefined;
}

function unescaped(text: string): string | undefined {
  if (!escapedText.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Reads a certificate that is all of its text: OpenSSL passes over what stands behind one, and around PEM. */
function readExactly(content: string): X509Certificate | undefined {
  const der = Buffer.from(content, 'base64');
  if (der.toString('base64') !== content) return undefined;
  const certificate = readCertificate(content);
  const digest = createHash('sha256').update(der).digest('hex').toUpperCase();
  return certificate?.fingerprint256.replaceAll(':', '') === digest ? certificate : undefined;
}
