/** An order as it is recorded before it is sent; plain JSON. */
export interface OrderStart {
  /** Hash of all that makes two orders the same. */
  readonly identity: string;
  /** What the host gave to identify it by; missing where it gave nothing. */
  readonly identifiedBy?: readonly string[] | undefined;
  /** Short text that travels in the comments of the order and of no other one. */
  readonly reference: string;
  readonly productId: string;
  /** As the CSR spells it, else the first name. */
  readonly commonName: string;
  readonly names: readonly string[];
  /** PKCS#10 in PEM. */
  readonly csr: string;
  readonly kind: 'new' | 'renew' | 'replace';
  /** The request that is renewed or replaced; null for a new one. */
  readonly priorRequestId: string | null;
  readonly priorSerialNumber: string | null;
  /** Requests of the same name and product just before a renewal was sent, which can't carry the reference; else empty. */
  readonly idsBefore: readonly string[];
}

/** What every recorded order has. */
export interface NumberedOrder extends OrderStart {
  readonly number: number;
  /** Whether it was never about to be sent, by a ledger that records that; its process may still send it. */
  readonly isUnsent?: boolean | undefined;
  /** Whether its process has recorded that it is no longer being sent, in a ledger that supports that. */
  readonly isEnded?: boolean | undefined;
}

/** An order that the authority may have or not. */
export interface SentOrder extends NumberedOrder {
  readonly state: 'sent';
  readonly requestId: null;
}

/** An order that was taken under an id. */
export interface TakenOrder extends NumberedOrder {
  readonly state: 'ordered';
  readonly requestId: string;
}

/** A recorded order: open, or taken. */
export type RecordedOrder = SentOrder | TakenOrder;

/** What is known of an order that is still open. */
export interface OpenOrderStatus {
  /** Why it is still open; a sentence. */
  readonly why: string;
  /** Whether SCM could be looked through and has nothing that may be the order. */
  readonly isTraceless: boolean;
}

/**
 * Where the plugin records its orders, so that none is sent twice. A host with a database keeps it there: then it holds over
 * restarts, and for all processes that share the database.
 */
export interface OrderLedger {
  /** The newest order of an identity that is open or was taken; those refused or given up don't count. */
  newest(identity: string): Promise<RecordedOrder | undefined>;
  /**
   * Records an open order for good, and returns its number. Undefined, and nothing is recorded, where the newest order of the
   * identity is open, or another than `after`. Must be atomic over all processes; what it recorded must survive a power loss.
   */
  begin(order: OrderStart, options: { readonly after: number | undefined }): Promise<number | undefined>;
  /**
   * Records that an order is about to be sent, for a ledger that tells orders apart that never were. It need not survive a power
   * loss, but the end of the process. Throws where the order is not open any more: it is not sent then.
   */
  sending?(number: number): Promise<void>;
  /** Called when the plugin no longer sends an order or looks for it, whether that succeeded or failed. An error that it throws is ignored. */
  ended?(number: number): void | Promise<void>;
  /** Records the id under which an order was taken. False, and nothing is recorded, where that id is another order's. */
  settle(number: number, requestId: string): Promise<boolean>;
  /** Records that an open order was certainly not placed, or that the operator gives it up. */
  close(number: number, because: 'refused' | 'given up'): Promise<void>;
  /** Every open order, the oldest first. */
  open(): Promise<readonly RecordedOrder[]>;
  /** Whether a request is known to be that of a new or renewed order. */
  isTaken(requestId: string): Promise<boolean>;
}
