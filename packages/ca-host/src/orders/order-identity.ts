import type { OrderStart } from '@certbridge/ca-plugin';

/** What identifies an order along with its CSR. */
export interface OrderIdentity {
  readonly ca: string;
  /** Name of the profile. */
  readonly profile: string;
  /** Empty where the requester gave none. */
  readonly userName: string;
}

/** Returns the identity that an order is recorded with. */
export function orderIdentity({ ca, profile, userName }: OrderIdentity): readonly string[] {
  return [ca, profile, userName];
}

/** Returns the user name that an order was recorded with; null for one that no requester of a host made. */
export function userNameOf({ identifiedBy }: OrderStart): string | null {
  return identifiedBy?.[2] ?? null;
}
