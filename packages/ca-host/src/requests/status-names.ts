import { EndEntityStatus } from '@certbridge/ca-plugin';
import { checkDate, checkNumber, checkText } from '../arguments/check-values.ts';
import type { StoredRequest } from '../contract/ca-store.ts';

/** The statuses that a name stands for. */
export const statusGroups = {
  issued: [EndEntityStatus.Generated],
  pending: [
    EndEntityStatus.New,
    EndEntityStatus.Initialized,
    EndEntityStatus.InProcess,
    EndEntityStatus.WaitingForAddApproval,
    EndEntityStatus.ExternalValidation,
  ],
  revoked: [EndEntityStatus.Revoked],
  failed: [EndEntityStatus.Failed],
} as const satisfies Readonly<Record<string, readonly EndEntityStatus[]>>;

/** Name of a group of statuses. */
export type StatusGroup = keyof typeof statusGroups;

/** What requests are listed by. */
export type ListedStatus = StatusGroup | 'expired';

/** Names how a request stands, as {@link nameStatus}; an issued certificate whose time is over is `expired`. */
export function nameState(
  request: Pick<StoredRequest, 'status' | 'certificate'>,
  now: Date = new Date(),
): string {
  const { status, certificate } = request ?? {};
  checkNumber(status, 'The status of argument 1 of nameState');
  if (certificate !== null) {
    checkText(certificate?.notAfter, 'The certificate.notAfter of argument 1 of nameState');
  }
  checkDate(now, 'Argument 2 of nameState');
  const isOver = certificate !== null && Date.parse(certificate.notAfter) <= now.getTime();
  return status === EndEntityStatus.Generated && isOver ? 'expired' : nameStatus(status);
}

/** Names a status: issued, pending, revoked or failed, and the rare others by the gateway's word. */
export function nameStatus(status: EndEntityStatus): string {
  checkNumber(status, 'Argument 1 of nameStatus');
  const groups = Object.entries(statusGroups) as [StatusGroup, readonly EndEntityStatus[]][];
  const group = groups.find(([, statuses]) => statuses.includes(status))?.[0];
  const word = Object.entries(EndEntityStatus).find(([, number]) => number === status)?.[0];
  return group ?? word?.toLowerCase() ?? String(status);
}
