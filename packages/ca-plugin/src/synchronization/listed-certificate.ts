import type { SslIdentity } from '@certbridge/sectigo-client';

/** A certificate as lists and the report show it. */
export interface ListedCertificate {
  readonly sslId: number;
  /** In any notation; undefined before issue. */
  readonly serialNumber: string | undefined;
  /** SCM's word; undefined where none or more than one was told. */
  readonly status: string | undefined;
  readonly profileId: number | undefined;
  /** Id that the host has it under, where that is not its sslId. */
  readonly requestId?: string | undefined;
}

/** Makes one of a list's row and of the filters that it came through. */
export function listed(
  { sslId, serialNumber }: SslIdentity,
  { status, profileId }: { readonly status?: string | undefined; readonly profileId?: number | undefined },
): ListedCertificate {
  return { sslId, serialNumber, status, profileId };
}

/** Certificates by their sslId, put together from several lists. */
export class ListedCertificates {
  readonly #byId = new Map<number, ListedCertificate>();
  /** What was told of rows that can't be read. */
  unreadable: readonly string[] = [];

  get size(): number {
    return this.#byId.size;
  }

  has(sslId: number): boolean {
    return this.#byId.has(sslId);
  }

  /**
   * Adds what a list tells. Where two lists tell different states, the certificate moved between them, or the server passes
   * over the filter: then none is known.
   */
  add(certificate: ListedCertificate): void {
    const known = this.#byId.get(certificate.sslId);
    this.#byId.set(certificate.sslId, known === undefined ? certificate : merge(known, certificate));
  }

  /** Adds a certificate that no list told before. */
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
