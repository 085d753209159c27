import * as tls from 'node:tls';
import { beginsPem, readPemBlocks } from '@certbridge/certificate';
import { ApiError } from './api-error.ts';
import type { ClientCertificate, HttpOptions } from './http-options.ts';

/** What `tls.connect` takes. */
export interface TlsSettings {
  readonly secureContext: tls.SecureContext;
  readonly rejectUnauthorized: boolean;
}

/**
 * Prepares trust and client certificate once for all connections: reading every trusted CA again for each
 * connection costs more than the connection itself.
 *
 * Throws an `ApiError` 'invalid-argument' for a CA or client certificate that can't be used.
 */
export function createTlsSettings(options: HttpOptions, certificate?: ClientCertificate): TlsSettings {
  const { ca = [], rejectUnauthorized = true } = options;
  const extra = [ca].flat().flatMap(splitAuthorities);
  const trusted = extra.length === 0 ? undefined : [...tls.getCACertificates('default'), ...extra];
  return { secureContext: createContext(trusted, certificate), rejectUnauthorized };
}

function createContext(
  ca: string[] | undefined,
  certificate: ClientCertificate | undefined,
): tls.SecureContext {
  try {
    return tls.createSecureContext({ ...(ca && { ca }), ...contextOptions(certificate) });
  } catch (error) {
    const isPem = certificate !== undefined && 'cert' in certificate;
    const remedy = isPem && [certificate.cert, certificate.key].some(isPath) ? ` ${contentRemedy}` : '';
    throw unusable(`The client certificate can't be used: ${explain(error, certificate)}.${remedy}`);
  }
}

function contextOptions(certificate: ClientCertificate | undefined) {
  if (certificate === undefined) return {};
  const { passphrase } = certificate;
  const secret = passphrase === undefined ? {} : { passphrase };
  const bytes = (data: string | Uint8Array) => (typeof data === 'string' ? data : Buffer.from(data));
  return 'pfx' in certificate
    ? { pfx: Buffer.from(certificate.pfx), ...secret }
    : { cert: bytes(certificate.cert), key: bytes(certificate.key), ...secret };
}

/** Node ignores what it can't read, and the connection would fail later with a reason that misleads. */
function splitAuthorities(pem: string | Uint8Array): string[] {
  if (typeof pem === 'string' && !beginsPem(pem)) {
    throw unusable(
      `The option http.ca is not a certificate in PEM form (-----BEGIN CERTIFICATE-----).${isPath(pem) ? ` ${contentRemedy}` : ''}`,
    );
  }
  const read = readPemBlocks(pem, { name: 'The option http.ca', kind: 'chain' });
  if ('message' in read) throw unusable(`${read.message}. ${read.remedy}`);
  return read.map(({ pem }) => pem);
}

function unusable(message: string): ApiError {
  return new ApiError(message, { code: 'invalid-argument' });
}

const contentRemedy = "Give the content of the file, not its path: readFileSync(path, 'utf8').";

/** Base64 without its armor may have slashes, too, but begins otherwise. */
function isPath(text: unknown): boolean {
  return typeof text === 'string' && /^(?:[./~]|[a-z]:[\\/]).*$|^.*\.(?:pem|crt|cer|key)$/i.test(text);
}

/** Translates OpenSSL's reason; its text is matched because Node gives these errors no stable code. */
function explain(error: unknown, certificate: ClientCertificate | undefined): string {
  const text = error instanceof Error ? error.message : '';
  if (/mac verify failure|bad decrypt|bad password read|interrupted or cancelled/i.test(text)) {
    return 'the passphrase is missing or does not open it';
  }
  if (/key values mismatch/i.test(text)) return "the key doesn't belong to the certificate";
  if (/unsupported/i.test(text)) {
    // One wrong passphrase in 150 turns an encrypted key into something that isn't a key, without an error of decryption.
    if (certificate !== undefined && 'key' in certificate) {
      return 'the passphrase is missing or does not open it, or the key is damaged or uses an outdated encryption';
    }
    return 'it uses an outdated encryption; export it again with AES-256, or give certificate and key in PEM form';
  }
  return 'it is damaged or not in PFX or PEM form';
}
