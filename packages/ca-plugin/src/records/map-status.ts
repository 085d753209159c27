import type { SslStatus } from '@certbridge/sectigo-client';
import { EndEntityStatus } from '../contract/end-entity-status.ts';

/** What a state of SCM is in the gateway. */
export interface MappedStatus {
  readonly status: EndEntityStatus;
  /** Whether there is a certificate to download. */
  readonly hasCertificate: boolean;
  /** A sentence where the number alone does not say it, else null. */
  readonly message: string | null;
}

const waiting = (message: string): MappedStatus => ({
  status: EndEntityStatus.ExternalValidation,
  hasCertificate: false,
  message,
});
const failed = (message: string): MappedStatus => ({
  status: EndEntityStatus.Failed,
  hasCertificate: false,
  message,
});
// The gateway tells by its dates that a certificate has expired.
const generated = (message: string | null): MappedStatus => ({
  status: EndEntityStatus.Generated,
  hasCertificate: true,
  message,
});

/** Every documented state; Init and SAApproved are named in the documentation, but not explained. */
const statuses: Readonly<Record<SslStatus, MappedStatus>> = {
  Init: waiting('Being taken in by SCM.'),
  Requested: waiting('Waiting for approval by an administrator of SCM.'),
  SAApproved: waiting('Approved in part; waiting for a further approval in SCM.'),
  Approved: waiting('Approved; waiting to be sent to the certificate authority.'),
  Applied: waiting('Being processed by the certificate authority.'),
  Issued: generated(null),
  Expired: generated(null),
  // A certificate that was renewed or reissued stays valid until it expires or is revoked.
  Replaced: generated('Replaced by another certificate.'),
  Revoked: { status: EndEntityStatus.Revoked, hasCertificate: false, message: null },
  Declined: failed('Declined by an administrator of SCM.'),
  Rejected: failed('Rejected by the certificate authority.'),
  Invalid: failed('Refused by SCM as not valid.'),
  Unmanaged: {
    status: EndEntityStatus.Historical,
    hasCertificate: false,
    message: 'Discovered, but not managed by SCM.',
  },
};

/** The names of all documented states. */
export const knownStates: readonly string[] = Object.keys(statuses);

/** Maps a state of SCM; undefined if it is unknown, as one of a later release may be. */
export function mapStatus(status: string): MappedStatus | undefined {
  return Object.hasOwn(statuses, status) ? statuses[status as SslStatus] : undefined;
}
