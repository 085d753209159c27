import { beginsPem, beginsSequence, decodeText } from '@certbridge/certificate';
import { objectEntries } from './object-entries.ts';

/** A file to read, or its content. */
export type Material =
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'content'; readonly bytes: Uint8Array };

/** Where a client certificate is to be had. */
export interface CertificateSource {
  readonly certificate: Material;
  /** Where the key is not with the certificate. */
  readonly key?: Material;
  readonly passphrase?: string;
}

/** A source, undefined where nothing is filled in, or what is wrong with the setting: a clause to follow its name. */
export type CertificateSourceResult =
  | { readonly source: CertificateSource | undefined }
  | { readonly problem: string };

const form =
  'must be the path of a PFX or PEM file, its content in base64, {"path" or "data", "key", "passphrase"}, or the portal\'s upload {"ImportedCertificate", "ImportedCertificatePassword"}';
const ownKeys = ['path', 'data', 'key', 'passphrase'];
/** How gateways on Windows refer to a certificate of the system's store. */
const storeKeys = ['storename', 'storelocation', 'thumbprint'];

/** How the upload of the gateway's portal writes what is `data` and `passphrase` here. */
const uploadKeys: Readonly<Record<string, string>> = {
  importedcertificate: 'data',
  importedcertificatepassword: 'passphrase',
};

/** Reads the setting for a client certificate; no file is touched. */
export function readCertificateSource(value: unknown): CertificateSourceResult {
  if (typeof value === 'string' && !value.trim().startsWith('{')) {
    return { source: { certificate: readMaterial(value) } };
  }
  const fields = fieldsOf(value);
  if (fields === undefined) return { problem: form };
  if (fields.size === 0) return { source: undefined };
  // What was uploaded takes the place of a certificate in the store.
  if (!fields.has('data') && storeKeys.some((key) => fields.has(key))) {
    return {
      problem:
        "names a certificate of the Windows certificate store, which can't be read here: export it with its key as a PFX or PEM file, and give the file's path",
    };
  }
  return readFields(new Map([...fields].filter(([key]) => !storeKeys.includes(key))));
}

function readFields(fields: ReadonlyMap<string, unknown>): CertificateSourceResult {
  const unknown = [...fields.keys()].some((key) => !ownKeys.includes(key));
  const texts = Object.fromEntries([...fields].filter(([, text]) => typeof text === 'string'));
  if (unknown || Object.keys(texts).length < fields.size) return { problem: form };
  const { path, data, key, passphrase } = texts as Partial<Record<string, string>>;
  const certificate = path === undefined ? data && readContent(data) : fileAt(path);
  if (!certificate || (path !== undefined && data !== undefined)) {
    return {
      problem:
        'must have either "path", or "data" or "ImportedCertificate" with the content in base64 or PEM',
    };
  }
  return {
    source: {
      certificate,
      ...(key !== undefined && { key: readMaterial(key) }),
      ...(passphrase !== undefined && { passphrase }),
    },
  };
}

/** Tells content from a path: content is PEM, or base64 of a PEM or of an ASN.1 sequence. */
function readMaterial(text: string): Material {
  const content = readContent(text);
  return content !== undefined && (isPem(content.bytes) || isLongSequence(content.bytes))
    ? content
    : fileAt(text);
}

function readContent(text: string): (Material & { readonly type: 'content' }) | undefined {
  const trimmed = text.trim();
  if (beginsPem(trimmed)) return { type: 'content', bytes: Buffer.from(trimmed) };
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(trimmed)) return undefined;
  return { type: 'content', bytes: Buffer.from(trimmed, 'base64') };
}

function isPem(bytes: Uint8Array): boolean {
  return beginsPem(decodeText(bytes));
}

/** An ASN.1 sequence of 128 bytes or more. A path would have to begin with "MI", be as long as a PFX and have no dot. */
function isLongSequence(bytes: Uint8Array): boolean {
  return bytes.length >= 128 && beginsSequence(bytes);
}

function fileAt(path: string): Material {
  return { type: 'file', path: path.trim() };
}

/**
 * Fields of an object or of its JSON text, by their name here in lower case, without empty ones and what else the portal keeps
 * with an upload.
 */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  const entries = objectEntries(value)?.map(([key, entry]) => [key.trim().toLowerCase(), entry] as const);
  const isUpload = entries?.some(([key]) => key in uploadKeys);
  const fields = entries
    ?.map(([key, entry]) => [uploadKeys[key] ?? key, entry] as const)
    .filter(([key]) => !isUpload || ownKeys.includes(key) || storeKeys.includes(key))
    .filter(([, entry]) => entry !== undefined && entry !== null && entry !== '');
  return fields && new Map(fields);
}
