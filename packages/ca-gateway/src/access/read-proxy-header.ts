import { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';

const escaped = /%[0-9a-f]{2}/i;
/** Envoy's X-Forwarded-Client-Cert. */
const element = /(?:^|;)Cert="([^"]*)"/i;
/** RFC 9440 writes a value of bytes between colons. */
const bytes = /^:([A-Za-z0-9+/=]+):$/;
const base64 = /^[A-Za-z0-9+/\s]+={0,2}$/;

/**
 * Reads the client certificate that a TLS-ending proxy puts into a header: PEM with its characters escaped (nginx), base64 of
 * DER (Traefik, HAProxy), the same between colons (RFC 9440), or Envoy's list. Undefined if it is none, or more than one.
 */
export function readProxyHeader(value: string): X509Certificate | undefined {
  const inner = (element.exec(value)?.[1] ?? value).trim();
  const text = escaped.test(inner) ? unescaped(inner) : (bytes.exec(inner)?.[1] ?? inner);
  if (text === undefined) return undefined;
  const blocks = pemBlocks(text);
  const content = blocks.length === 0 ? text : blocks.length === 1 ? blocks[0]?.content : undefined;
  if (content === undefined || !base64.test(content.trim())) return undefined;
  try {
    return new X509Certificate(Buffer.from(content, 'base64'));
  } catch {
    return undefined;
  }
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
