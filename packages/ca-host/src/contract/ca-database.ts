import type { KeyObject } from 'node:crypto';
import type { CaStore } from './ca-store.ts';
import type { CertificateIndex } from './certificate-search.ts';
import type { CertificateKey, IssuedCertificate, RevokedInfo } from './issued-certificate.ts';
import type { RecordStore } from './record-store.ts';
import type { ShownPages } from './shown-pages.ts';

/** A database of certificates, orders and synchronizations, of one or several CAs. Every method may throw a DatabaseError. */
export interface CaDatabase {
  /** Names of its CAs, in the order in which they were added; the one that a database of one CA has no name for is empty. */
  cas(): readonly string[];
  /**
   * The store of a CA, which is added if it is new. `isOnly` says that the database is to have no other one: then a lone CA without a
   * name gets this name.
   */
  store(ca: string, options?: { readonly isOnly?: boolean | undefined }): Promise<CaStore>;
  /** Reads the certificates of all its CAs. */
  readonly certificates: StoredCertificates;
  readonly issuers: IssuerStore;
  /** Records of a kind, such as `end entity`, which a front end of the host keeps. */
  records(kind: string): RecordStore;
  readonly shownPages: ShownPages;
  readonly processes: RunningProcesses;
  /** Whether another program has kept it locked for longer than a transaction takes, and something waits for it. */
  isKeptLocked(): boolean;
  /** May be called again. Nothing else works after it. */
  close(): Promise<void>;
}

/** Tells which of the processes that share a database run, in whatever container of the machine. */
export interface RunningProcesses {
  /** The name by which the others know this one, until it ends or closes the database; undefined where it can have none. */
  own(): string | undefined;
  /** Whether the process of a name runs. Counts as running if that can't be determined. */
  isRunning(name: string): boolean;
}

/** Reads the certificates of all CAs of a database. */
export interface StoredCertificates extends CertificateIndex {
  /** The certificate of a CA and an issuer that is valid since the latest time; by the issuer's name in RFC 4514, in another spelling where none has this one. */
  newestOf(ca: string, issuer: string): IssuedCertificate | undefined;
  /** The certificate of a request; undefined where it has none. */
  ofRequest(ca: string, requestId: string): IssuedCertificate | undefined;
  /** Whether a certificate for a key was revoked because the key is compromised, at any CA. */
  isCompromised(key: KeyObject): boolean;
  /**
   * Notes, only in this process, that the authority has revoked a certificate: it is returned as revoked by serial number and by request until that is
   * recorded.
   */
  noteRevocation(certificate: CertificateKey, revocation: RevokedInfo): void;
}

/** Keeps the certificates of issuers. */
export interface IssuerStore {
  /** Keeps certificates, DER. Throws an Error, and keeps none, if one can't be read. */
  keep(certificates: readonly Uint8Array[]): Promise<void>;
  /** The certificates of the issuer of a certificate and of those above it, root last, DER; as far as they are kept. */
  chainOf(certificate: Uint8Array): readonly Uint8Array[];
}

/** The store of one CA, with its database. */
export interface OpenCaStore extends CaStore {
  /** May be called again. Nothing else works after it. */
  readonly close: () => Promise<void>;
}
