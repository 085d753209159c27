import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OwnCertificate } from '@certbridge/certificate/request';
import { run } from './run-program.ts';

/** What a certificate is to be; extensions as OpenSSL's configuration has them. Key identifiers are in none. */
export interface OpensslContent {
  readonly commonName: string;
  /** As `-subj` has it; by default the common name alone. */
  readonly subject?: string;
  readonly extensions?: readonly string[];
  /** Negative for one that has expired. */
  readonly days?: number;
  readonly digest?: 'sha1';
  readonly key?: readonly string[];
  /** One that has the key already; a new one is made without it. */
  readonly keyOf?: OwnCertificate;
  /** In PEM, in place of that of the key. */
  readonly publicKey?: string;
}

/** Makes certificates of any kind, by OpenSSL. */
export interface OpensslPki {
  /** Makes one, signed by the issuer or by itself. */
  readonly issue: (content: OpensslContent, issuer?: OwnCertificate) => Promise<OwnCertificate>;
  readonly remove: () => Promise<void>;
}

/** Extensions of an authority. */
export const authorityExtensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];

const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** Prepares a folder to make certificates in. */
export async function createOpensslPki(): Promise<OpensslPki> {
  const folder = await mkdtemp(path.join(tmpdir(), 'openssl-pki-'));
  let count = 0;
  const issue = async (content: OpensslContent, issuer?: OwnCertificate): Promise<OwnCertificate> => {
    const { commonName, extensions = [], days = 30, digest = 'sha256', key = ec, keyOf } = content;
    const { publicKey } = content;
    const { subject = `/CN=${commonName}` } = content;
    count += 1;
    const file = (ending: string) => path.join(folder, `${count}.${ending}`);
    const [keyFile, csr, ca, caKey] = [file('key'), file('csr'), file('ca'), file('ca-key')];
    const serial = ['-set_serial', String(1000 + count)];
    const inFile = async () => {
      // First, since sections may follow.
      const options = ['subjectKeyIdentifier=none', 'authorityKeyIdentifier=none', ...extensions];
      // Without any, it is one of version 1.
      if (extensions.length === 0) return [];
      await writeFile(file('ext'), options.join('\n'));
      return ['-extfile', file('ext')];
    };
    if (keyOf !== undefined) await writeFile(keyFile, keyOf.key);
    const ownKey =
      keyOf === undefined ? ['-newkey', ...key, '-nodes', '-keyout', keyFile] : ['-key', keyFile];
    await run('openssl', ['req', '-utf8', '-new', ...ownKey, '-subj', subject, '-out', csr]);
    if (issuer !== undefined) {
      await writeFile(ca, issuer.certificate);
      await writeFile(caKey, issuer.key);
    }
    if (publicKey !== undefined) await writeFile(file('pub'), publicKey);
    const forced = publicKey === undefined ? [] : ['-force_pubkey', file('pub')];
    const signing = issuer === undefined ? ['-signkey', keyFile] : ['-CA', ca, '-CAkey', caKey];
    const certificate = await run('openssl', [
      ...['x509', '-req', '-in', csr, ...signing, ...serial, '-days', String(days), `-${digest}`],
      ...(await inFile()),
      ...forced,
    ]);
    return { certificate, key: await readFile(keyFile, 'utf8') };
  };
  return { issue, remove: () => rm(folder, { recursive: true, force: true }) };
}
