/** Why nothing is ordered. */
export interface OrderRefusal {
  /** A sentence for the requester, with what to do about it; holds neither the CSR nor the requester's address. */
  readonly problem: string;
  /** What of the request is to blame, where a host may want to tell it apart. */
  readonly about?: 'csr' | 'product' | 'key' | 'names' | undefined;
  /** The same, fit for anyone: without settings, organizations, and what SCM says. */
  readonly publicReason?: string | undefined;
}

/** Builds a refusal. */
export function refuse(problem: string): OrderRefusal {
  return { problem };
}

/** Returns whether a value is a refusal. */
export function isRefusal<T>(value: T | OrderRefusal): value is OrderRefusal {
  return typeof value === 'object' && value !== null && 'problem' in value;
}
