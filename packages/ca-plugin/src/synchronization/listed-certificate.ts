import type { SslIdentity } from '@certbridge/sectigo-client';

/** A certificate as lists and the report show it. */
export interface ListedCertificate {
  readonly sslId: number;
  /** In any notation; undefined before issue. */
  readonly serialNumber: string | undefined;
  /** SCM's word; undefined if the lists gave none or several. */
  readonly status: string | undefined;
  readonly profileId: number | undefined;
  /** Id that the host has it under, where that is not its sslId. */
  readonly requestId?: string | undefined;
}

/** Builds a `ListedCertificate` from a row and the filters of its list. */
export function listed(
  { sslId, serialNumber }: SslIdentity,
  { status, profileId }: { readonly status?: string | undefined; readonly profileId?: number | undefined },
): ListedCertificate {
  return { sslId, serialNumber, status, profileId };
}

/** Certificates of several lists, by their sslId. */
export class ListedCertificates {
  readonly #byId = new Map<number, ListedCertificate>();
  /** Descriptions of rows that can't be read. */
  unreadable: readonly string[] = [];

  get size(): number {
    return this.#byId.size;
  }

  has(sslId: number): boolean {
    return this.#byId.has(sslId);
  }

  /**
   * Adds a certificate of a list. If two lists give it different states, it moved between them or the server ignores the
   * filter: then its state is unknown.
   */
  add(certificate: ListedCertificate): void {
    const known = this.#byId.get(certificate.sslId);
    this.#byId.set(certificate.sslId, known === undefined ? certificate : merge(known, certificate));
  }

  /** Adds a certificate unless a list had it. */
  addMissing(certificate: ListedCertificate): void {
    if (!this.#byId.has(certificate.sslId)) this.#byId.set(certificate.sslId, certificate);
  }

  values(): ListedCertificate[] {
    return [...this.#byId.values()];
  }
}

function merge(known: ListedCertificate, other: ListedCertificate): ListedCertificate {
  return {
    sslId: known.sslId,
    serialNumber: other.serialNumber ?? known.serialNumber,
    status: known.status === other.status ? known.status : undefined,
    profileId: known.profileId ?? other.profileId,
  };
}
