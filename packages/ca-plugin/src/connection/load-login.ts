import path from 'node:path';
import { beginsPem, beginsSequence, decodeText, type PemKind, readPemBlocks } from '@certbridge/certificate';
import { LocalFileError, readLocalFile } from '@certbridge/local-file';
import type { ConnectionLogin } from '../plugin-context.ts';
import type { Material } from './certificate-source.ts';
import type { LoginSource } from './read-connection.ts';

/** A login, or what is wrong with its certificate. */
export type LoginResult = { readonly login: ConnectionLogin } | { readonly problem: string };

type Loaded = { readonly bytes: Buffer } | { readonly problem: string };

/** A certificate with its chain and key has some ten kilobytes. */
const MAX_BYTES = 1024 * 1024;

/** Reads the files of a login's client certificate; paths are relative to the working directory. */
export async function loadLogin(source: LoginSource): Promise<LoginResult> {
  switch (source.type) {
    case 'password':
      return {
        login: conceal({ type: source.type, username: source.username }, { password: source.password }),
      };
    case 'oauth': {
      const { clientSecret, ...shown } = source;
      return { login: conceal(shown, { clientSecret }) };
    }
    case 'certificate':
      return loadCertificate(source);
  }
}

async function loadCertificate({
  username,
  source,
}: Extract<LoginSource, { readonly type: 'certificate' }>): Promise<LoginResult> {
  const loaded = await load(source.certificate, 'file');
  if ('problem' in loaded) return loaded;
  const passphrase = source.passphrase === undefined ? {} : { passphrase: source.passphrase };
  const text = decodeText(loaded.bytes);
  if (!beginsPem(text)) {
    // As every PFX is.
    if (!beginsSequence(loaded.bytes))
      return { problem: 'ClientCertificate is neither PFX nor PEM: export it again with its key.' };
    return {
      login: {
        type: 'certificate',
        username,
        certificate: conceal({}, { pfx: loaded.bytes, ...passphrase }),
      },
    };
  }
  const loadedKey = source.key === undefined ? loaded : await load(source.key, 'file of the key');
  if ('problem' in loadedKey) return loadedKey;
  const cert = readPem(text, 'chain');
  if ('problem' in cert) return cert;
  const textOfKey = decodeText(loadedKey.bytes);
  if (!beginsPem(textOfKey, 'privateKey')) {
    return {
      problem: 'ClientCertificate has no private key: give "key", or a file that holds certificate and key.',
    };
  }
  const key = readPem(textOfKey, 'privateKey');
  if ('problem' in key) return key;
  return {
    login: {
      type: 'certificate',
      username,
      certificate: conceal({ cert: cert.pem }, { key: key.pem, ...passphrase }),
    },
  };
}

function readPem(text: string, kind: PemKind): { readonly pem: string } | { readonly problem: string } {
  const name = kind === 'privateKey' ? 'The key of ClientCertificate' : 'ClientCertificate';
  const read = readPemBlocks(text, { name, kind });
  return 'message' in read
    ? { problem: `${read.message}. ${read.remedy}` }
    : { pem: read.map(({ pem }) => pem).join('') };
}

async function load(material: Material, what: string): Promise<Loaded> {
  if (material.type === 'content') return { bytes: Buffer.from(material.bytes) };
  try {
    return { bytes: await readLocalFile(path.resolve(material.path), { maxBytes: MAX_BYTES }) };
  } catch (error) {
    if (error instanceof LocalFileError) {
      return { problem: `ClientCertificate: the ${what} is not read: ${error.message}. Correct the path.` };
    }
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    // The path is not repeated: content that is damaged is taken for one.
    return {
      problem: `ClientCertificate: the ${what} can't be read${code}. Correct the path, or the rights to read it.`,
    };
  }
}

/** Joins two sets of properties, of which the second is not shown when the object is inspected, printed or made JSON. */
export function conceal<A extends object, B extends object>(shown: A, hidden: B): A & B {
  const descriptors = Object.entries(hidden).map(
    ([name, value]) => [name, { value, enumerable: false }] as const,
  );
  return Object.defineProperties({ ...shown }, Object.fromEntries(descriptors)) as A & B;
}
