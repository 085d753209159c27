import type { IssuedCertificate } from './issued-certificate.ts';

/** A time span, open at both ends. */
export interface TimeSpan {
  readonly after?: Date | undefined;
  readonly before?: Date | undefined;
}

/** Which certificates to find; all that is given must hold. */
export interface StoredCertificateQuery {
  /**
   * The subject, the text of all alternative names, the user name, or the serial number in hexadecimal or decimal. `part` finds text anywhere inside,
   * but serial numbers only whole; `%` and `_` are wildcards as in SQL. Case counts in alternative names only.
   */
  readonly text?: { readonly value: string; readonly match: 'whole' | 'part' } | undefined;
  /** Names; one of them. */
  readonly cas?: readonly string[] | undefined;
  /** Names of products; one of them. */
  readonly productNames?: readonly string[] | undefined;
  /** One of them. Active are those that are not revoked, whether expired or not. */
  readonly statuses?: readonly CertificateStatus[] | undefined;
  readonly issued?: TimeSpan | undefined;
  readonly expires?: TimeSpan | undefined;
  readonly revoked?: TimeSpan | undefined;
  readonly changed?: TimeSpan | undefined;
  /** One of these, too: what the requester may see. Left out, everything; empty, nothing. */
  readonly within?: readonly CaScope[] | undefined;
}

/** Certificates of a CA: all of them, or only those of the named products. */
export interface CaScope {
  readonly ca: string;
  readonly productNames?: readonly string[] | undefined;
}

/** A product that the store knows, whether it may still be ordered or not. */
export interface KnownProduct {
  /** As that of a `CaProfile`. */
  readonly id: number;
  /** As that of a `CaProfile`. */
  readonly name: string;
}

/** `revoked` with a reason finds only those revoked for it. */
export type CertificateStatus = 'active' | 'revoked' | { readonly revokedFor: number };

/**
 * By what to sort: letter case does not count in subjects and user names, products come in the order in which they were first
 * seen, and what is missing comes first. Equal ones are in the order of their fingerprints, which `descending` turns round as well.
 */
export interface CertificateSort {
  readonly by:
    | 'user-name'
    | 'issuer'
    | 'subject'
    | 'product'
    | 'status'
    | 'changed'
    | 'issued'
    | 'expires'
    | 'revoked';
  readonly descending: boolean;
}

/** Where a page begins: behind a certificate of an earlier page, so that it stays what it is while others come and go, or at a row. */
export type PageStart = { readonly behind: SortKey } | { readonly offset: number };

/** The place of a certificate in a sorted list; opaque, and valid only for the same query and sort. */
export type SortKey = readonly [value: string | number | null, sha256: string];

/** A page of a list. */
export interface StoredCertificatePage {
  readonly certificates: readonly IssuedCertificate[];
  /** The place of the last one; undefined on an empty page. */
  readonly end: SortKey | undefined;
}

/**
 * Reads the certificates of all CAs of a host. What has no certificate is not among them. A search that no index helps waits for its
 * turn while everything else goes on, and throws a TooManySearchesError where many wait already.
 */
export interface CertificateIndex {
  /** Reads a page of those that fit a query. */
  search(
    query: StoredCertificateQuery,
    options: { readonly sort: CertificateSort; readonly start: PageStart; readonly limit: number },
  ): Promise<StoredCertificatePage>;
  /** Counts those that fit a query. */
  count(query: StoredCertificateQuery): Promise<number>;
  /**
   * Finds a certificate by its serial number, in any notation; `issuers` are names of issuers in RFC 4514, one of them. With `ca`, only
   * one of that CA: several CAs may have the same issuers, and the same certificates.
   */
  find(
    serialNumber: string,
    issuers: readonly string[],
    options?: { readonly ca?: string | undefined },
  ): IssuedCertificate | undefined;
  /** Distinct issuers of the stored certificates of a CA, in RFC 4514, the one of the newest certificate first. */
  issuersOf(ca: string): readonly string[];
  /** Products that a CA has or had, with the names that its certificates carry. */
  productsOf(ca: string): readonly KnownProduct[];
}
