import { X509Certificate } from 'node:crypto';
import { isUint8Array } from 'node:util/types';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkBytes, checkList } from '../arguments/check-values.ts';
import { findChain } from '../certificates/find-chain.ts';
import { readStoredCertificate } from '../certificates/stored-certificate.ts';
import type { IssuerStore } from '../contract/ca-database.ts';

/** Longer than any chain. */
const LONGEST = 10;

/** The certificates of issuers; not by CA, since a certificate says itself whose it is. */
export class SqliteIssuerStore implements IssuerStore {
  readonly #database: SqliteFile;
  readonly #add;
  readonly #bySubject;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#add = database.prepare(
      `INSERT INTO issuer_certificate (sha256, subject, der, added_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (sha256) DO NOTHING`,
    );
    this.#bySubject = database.prepare<{ readonly der: Uint8Array }>(
      'SELECT der FROM issuer_certificate WHERE subject = ? ORDER BY added_at DESC, sha256',
    );
  }

  async keep(certificates: readonly Uint8Array[]): Promise<void> {
    checkList(certificates, { name: 'Argument 1 of issuers.keep', kind: 'Uint8Arrays', is: isBytes });
    const read = certificates.map((der) => readStoredCertificate(Buffer.from(der).toString('base64')));
    const at = new Date().toISOString();
    await this.#database.write('power-loss', () => {
      for (const { sha256, subject, der } of read) this.#add.run(sha256, subject, der, at);
    });
  }

  chainOf(certificate: Uint8Array): readonly Uint8Array[] {
    checkBytes(certificate, 'Argument 1 of issuers.chainOf');
    const leaf = new X509Certificate(certificate);
    return findChain(leaf, this.#above(certificate)).map(({ raw }) => new Uint8Array(raw));
  }

  /** What may be the issuers of a certificate by their names; roots first, since a chain ends best with one. */
  #above(certificate: Uint8Array): X509Certificate[] {
    const found: X509Certificate[] = [];
    const asked = new Set<string>();
    let names = [issuerOf(certificate)];
    for (let level = 0; level < LONGEST && names.length > 0; level += 1) {
      for (const name of names) asked.add(name);
      const ders = this.#database.read(() => names.flatMap((name) => this.#bySubject.all(name)));
      found.push(...ders.map(({ der }) => new X509Certificate(der)));
      names = [...new Set(ders.map(({ der }) => issuerOf(der)))].filter((name) => !asked.has(name));
    }
    const isRoot = ({ subject, issuer }: X509Certificate) => Number(subject === issuer);
    return found.sort((a, b) => isRoot(b) - isRoot(a));
  }
}

function isBytes(value: unknown): boolean {
  return isUint8Array(value);
}

/** Reads the issuer of a certificate, written as subjects are stored. */
function issuerOf(der: Uint8Array): string {
  return readStoredCertificate(Buffer.from(der).toString('base64')).issuer;
}
