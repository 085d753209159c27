import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { readCertificateRequest } from '@certbridge/certificate/request';
import type { SqliteFile } from '@certbridge/sqlite-file';

interface RevokedRow {
  readonly ca: number;
  readonly id: string;
  readonly certificate: string | null;
}

interface KeyRow {
  readonly der: Uint8Array | null;
  readonly csr: string | null;
}

/**
 * The keys of certificates that were revoked because their key is compromised. There are few, and others of this machine may add
 * some at any time: each question lists them, and reads the key of those that were not listed before.
 */
export class CompromisedKeys {
  readonly #database: SqliteFile;
  readonly #list;
  readonly #key;
  /** Hashes of keys by the row that each was read from; null where a row tells no key. */
  readonly #hashes = new Map<string, string | null>();

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#list = database.prepare<RevokedRow>(
      `SELECT ca, id, certificate FROM request INDEXED BY request_compromised
       WHERE revocation_reason = 1 AND status = 50`,
    );
    this.#key = database.prepare<KeyRow>(
      `SELECT der, csr FROM request
         LEFT JOIN certificate ON certificate.ca = request.ca AND certificate.sha256 = request.certificate
       WHERE request.ca = ? AND request.id = ?`,
    );
  }

  /** Whether a key is among them. */
  has(key: KeyObject): boolean {
    const rows = this.#database.read(() => this.#list.all());
    if (rows.length === 0) return false;
    const wanted = hashOf(key);
    return rows.some((row) => this.#hash(row) === wanted);
  }

  #hash({ ca, id, certificate }: RevokedRow): string | null {
    const name = `${ca}/${id}/${certificate}`;
    const known = this.#hashes.get(name);
    if (known !== undefined) return known;
    const row = this.#database.read(() => this.#key.get(ca, id));
    const key = row && keyOf(row);
    const hash = key === undefined ? null : hashOf(key);
    this.#hashes.set(name, hash);
    return hash;
  }
}

/** SCM gives out no certificate that is revoked, so that the CSR may be all that is there. */
function keyOf({ der, csr }: KeyRow): KeyObject | undefined {
  if (der !== null) return readable(() => new X509Certificate(der).publicKey);
  const request = csr === null ? undefined : readCertificateRequest(csr);
  return request === undefined || 'problem' in request ? undefined : request.publicKey;
}

/** Hashes the numbers of a key, since a key can be encoded in several ways, or its encoding if it can't be written as JWK. */
function hashOf(key: KeyObject): string {
  const { kty, n, e, crv, x, y } = readable(() => key.export({ format: 'jwk' })) ?? {};
  const content =
    kty === undefined ? key.export({ format: 'der', type: 'spki' }) : JSON.stringify([kty, n, e, crv, x, y]);
  return createHash('sha256').update(content).digest('base64');
}

/** Node throws where it does not know an algorithm, and for JWK where it does not know a curve. */
function readable<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
