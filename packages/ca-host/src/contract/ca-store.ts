import type {
  CertificateRecord,
  EndEntityStatus,
  OrderLedger,
  Product,
  ProductKeys,
  RecordedOrder,
} from '@certbridge/ca-plugin';
import type { StoredCertificate } from '../certificates/stored-certificate.ts';

/** The certificates, orders and synchronizations of one CA. Every method may throw a DatabaseError. */
export interface CaStore {
  readonly requests: RequestStore;
  readonly orders: OrderStore;
  readonly syncs: SyncStore;
  readonly polls: PollStore;
  readonly products: ProductStore;
}

/** Keeps requests, their certificates and the history of their statuses. */
export interface RequestStore {
  /**
   * Keeps records together, or none of them. What a record lacks and the database has stays: authorities don't give out
   * the certificates of revoked requests. A certificate with another serial number than the record's does not.
   *
   * Throws an Error, and keeps nothing, if a certificate can't be read.
   */
  keep(records: readonly RecordToKeep[], options: KeepOptions): Promise<Kept[]>;
  /**
   * Finds a request by its id, or by an id that an older gateway gave it, such as `1234-5678` for `1234`. Where there is none,
   * finds it by the serial number of a certificate that it has or had.
   */
  find(idOrSerialNumber: string): StoredRequest | undefined;
  /** Finds the id of the request that has the certificate of a serial number; one that had it does not count. */
  idOfSerialNumber(text: string): string | undefined;
  /** Returns the DER of the current certificate of a request. */
  certificateOf(id: string): Uint8Array | undefined;
  /** Lists requests by id or, of those that expire, by the time of it. */
  list(filter: RequestFilter): Iterable<StoredRequest>;
  /** How many requests have one of some statuses. */
  count(statuses: readonly EndEntityStatus[]): number;
  /** The statuses of a request, the first one first. */
  statusesOf(id: string): StatusChange[];
  /**
   * Looks through all requests for those that have a certificate which was kept for another one. That is right for two records of one
   * certificate, and else what versions kept that did not compare serial numbers.
   */
  misplaced(): AsyncIterable<string>;
}

/** A record to keep. */
export interface RecordToKeep extends Omit<CertificateRecord, 'serialNumber'> {
  /** May be left out: that of its certificate counts where it has one. */
  readonly serialNumber?: CertificateRecord['serialNumber'] | undefined;
}

/** How to keep records. */
export interface KeepOptions {
  readonly at: Date;
  /** What it must survive: a power loss where it is left out, or only the end of the process. */
  readonly durability?: 'power-loss' | 'kill' | undefined;
}

/** The outcome of keeping a record. */
export type Kept = 'added' | 'changed' | 'unchanged';

/** Which requests to list. */
export interface RequestFilter {
  /** All but those of other statuses; without it all. */
  readonly statuses?: readonly EndEntityStatus[] | undefined;
  /** Only requests whose certificate has expired by a time, or has not. */
  readonly expired?: { readonly by: Date; readonly is: boolean } | undefined;
  /** Only certificates that expire after the first and not after the second time. */
  readonly expiring?: { readonly after: Date; readonly until: Date } | undefined;
}

/** A request as the database has it, without the bytes of its certificate. Times are ISO 8601, UTC. */
export interface StoredRequest {
  readonly id: string;
  readonly status: EndEntityStatus;
  readonly statusMessage: string | null;
  readonly productId: string | null;
  /** Null where the authority was not seen to have the product. */
  readonly productName: string | null;
  readonly csr: string | null;
  readonly revocationDate: string | null;
  /** CRLReason of RFC 5280. */
  readonly revocationReason: number | null;
  readonly firstSeenAt: string;
  readonly changedAt: string;
  /** Null while it has none. */
  readonly certificate: StoredRequestCertificate | null;
}

/** The certificate of a request, without its bytes. */
export interface StoredRequestCertificate extends Omit<StoredCertificate, 'der'> {}

/** A status of a request, and since when it has it. */
export interface StatusChange {
  readonly status: EndEntityStatus;
  readonly statusMessage: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** The ledger of orders, with what a host asks of it. */
export interface OrderStore extends OrderLedger {
  open(): Promise<readonly OpenOrder[]>;
  /** Requests that were ordered, and that the process died before it kept. */
  unkept(): UnkeptRequest[];
  /** Open orders of an earlier version, of all CSRs or one. */
  unreferenced(csrHash?: string): UnreferencedOrder[];
  /** Gives up the open orders of an earlier version of a CSR. */
  giveUpUnreferenced(csrHash: string): Promise<void>;
}

/** An open order with when it was recorded; the time is for people, and decides nothing. */
export type OpenOrder = RecordedOrder & {
  /** ISO 8601, UTC. */
  readonly sentAt: string;
};

/** A request that the store has only the order of. */
export interface UnkeptRequest {
  readonly id: string;
  /** PKCS#10 in PEM. */
  readonly csr: string;
}

/** An open order of an earlier version, which carries no reference. */
export interface UnreferencedOrder {
  readonly productId: string;
  readonly sentAt: string;
}

/** Keeps when synchronizations began, how they ended and what they brought. */
export interface SyncStore {
  /**
   * When the last synchronization began that completed and could read everything; null if there is none. A record that could
   * not be read won't count as changed the next time, so a scan of changes would miss it.
   */
  lastSync(): Date | null;
  /** When synchronizations that completed ended, whether or not everything could be read: the last, and the last full one. */
  completed(): CompletedSyncs;
  /** When the last synchronization began that completed, whether or not everything could be read; with `full` the last full one. */
  lastBegan(which: { readonly full: boolean }): Date | null;
  /** Records that one begins, and returns its number. */
  begin(start: { readonly full: boolean; readonly at: Date }): Promise<number>;
  /** Records how one ended. One that was killed has no end. */
  finish(
    number: number,
    end: { readonly result: SyncEnd; readonly counts: SyncCounts; readonly at: Date },
  ): Promise<void>;
}

/** When synchronizations that completed ended; null where there is none. */
export interface CompletedSyncs {
  readonly last: Date | null;
  readonly lastFull: Date | null;
}

/** Records when pending requests were last polled. */
export interface PollStore {
  /** When the last finished poll began. */
  lastBegan(): Date | null;
  /** Records that one has finished. */
  finish(poll: { readonly startedAt: Date }): Promise<void>;
}

/** How a synchronization ended. */
export type SyncEnd = 'completed' | 'failed' | 'interrupted';

/** The outcomes of the records of a synchronization. */
export interface SyncCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Records that could not be read. */
  readonly bad: number;
}

/** Keeps the products of the authority and its certificates, each with a number that stays. */
export interface ProductStore {
  /** Keeps those that may be ordered now, all of them; others stay known. */
  keep(products: readonly Product[], now: Date): Promise<void>;
  /** Lists all that were ever seen, in the order of their numbers. */
  list(): readonly StoredProduct[];
}

/** A product that the store knows. */
export interface StoredProduct {
  /** 1, 2, 3 … in the order in which the products of the CA were first seen. */
  readonly number: number;
  readonly id: string;
  /** Null if known only from a certificate. */
  readonly name: string | null;
  /** Whether it was among those that could be ordered when they were last read. */
  readonly isOffered: boolean;
  /** Key types it accepted then; null if known only from a certificate, or read by an earlier version. */
  readonly keys: ProductKeys | null;
}
