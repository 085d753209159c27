import type { EnrollRequest, RenewRequest, ReplaceRequest } from '@certbridge/sectigo-client';
import type { OrderRefusal } from './refusal.ts';

/** An order of a certificate that has nothing to do with others. */
export interface NewOrder {
  readonly kind: 'new';
  readonly request: EnrollRequest;
  /** Why a new order replaced the requested renewal or reissue; null if none was requested. */
  readonly because: string | null;
}

/** A renewal, which makes a record of its own with the values of the old one. */
export interface Renewal {
  readonly kind: 'renew';
  /** The old record. */
  readonly sslId: number;
  /** Canonical serial number of its certificate. */
  readonly priorSerialNumber: string;
  readonly request: RenewRequest;
  /** What is ordered where SCM doesn't allow the renewal. */
  readonly otherwise: NewOrder | OrderRefusal;
}

/** A reissue, which changes the certificate of a record. */
export interface Replacement {
  readonly kind: 'replace';
  readonly sslId: number;
  /** Canonical serial number of the certificate that goes; the one that comes has another. */
  readonly priorSerialNumber: string;
  readonly request: ReplaceRequest;
  /** What is ordered where SCM doesn't allow the reissue. */
  readonly otherwise: NewOrder | OrderRefusal;
}

/** What is to be sent to SCM. */
export type OrderPlan = NewOrder | Renewal | Replacement;
