import { parseSerialNumber } from '@certbridge/certificate';
import { countNoun } from '@certbridge/plain-text';
import type { EnrollmentType } from '../contract/enrollment.ts';
import type { PriorCertificate } from './prior-certificate.ts';

/** What an order is to be. `because` completes a sentence that begins "Ordered anew, since". */
export type OrderKind =
  | { readonly kind: 'renew' | 'replace' }
  | { readonly kind: 'new'; readonly because: string | null };

/** What decides on the kind of an order. */
export interface OrderKindInputs {
  readonly type: EnrollmentType;
  readonly prior: PriorCertificate | undefined;
  /** Days before expiry from which on a certificate is renewed. */
  readonly renewalWindow: number;
  readonly now: Date;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Days after expiry until which a certificate is renewed and not ordered anew. */
const lateRenewal = 30;

/**
 * Decides whether a certificate is renewed, reissued or ordered anew. Inside the renewal window RenewOrReissue renews, before
 * it reissues; what can be neither renewed nor reissued is ordered anew.
 */
export function chooseOrderKind({ type, prior, renewalWindow, now }: OrderKindInputs): OrderKind {
  if (type === 'New') return { kind: 'new', because: null };
  if (prior === undefined) return anew('the earlier certificate is not known, neither here nor in SCM');
  const { details, expires, serialNumber } = prior;
  if (parseSerialNumber(details.serialNumber ?? '') !== serialNumber) {
    return anew('the earlier certificate was reissued since');
  }
  if (details.status !== 'Issued' && details.status !== 'Expired') {
    return anew(`the earlier certificate has the state ${details.status} in SCM`);
  }
  const daysLeft = expires === undefined ? undefined : (expires.getTime() - now.getTime()) / dayMs;
  const expired = details.status === 'Expired' || (daysLeft !== undefined && daysLeft < 0);
  if (type === 'Reissue')
    return expired ? anew("an expired certificate can't be reissued") : { kind: 'replace' };
  if (daysLeft !== undefined && daysLeft < -lateRenewal) {
    return anew(`the earlier certificate expired more than ${lateRenewal} days ago`);
  }
  if (expired || (daysLeft !== undefined && daysLeft <= renewalWindow)) return { kind: 'renew' };
  if (type === 'RenewOrReissue') return { kind: 'replace' };
  return anew(
    daysLeft === undefined
      ? 'SCM does not tell when the earlier certificate expires'
      : `the earlier certificate is good for another ${countNoun(Math.floor(daysLeft), 'day')}, and its renewal window begins ${countNoun(renewalWindow, 'day')} before it expires`,
  );
}

function anew(because: string): OrderKind {
  return { kind: 'new', because };
}
