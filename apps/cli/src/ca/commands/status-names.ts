import { EndEntityStatus } from '@certbridge/ca-plugin';

/** What `list --status` takes: the statuses that a name stands for. */
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

/** Names a status: issued, pending, revoked or failed, and the rare others by the gateway's word. */
export function nameStatus(status: EndEntityStatus): string {
  const groups = Object.entries(statusGroups) as [StatusGroup, readonly EndEntityStatus[]][];
  const group = groups.find(([, statuses]) => statuses.includes(status))?.[0];
  const word = Object.entries(EndEntityStatus).find(([, number]) => number === status)?.[0];
  return group ?? word?.toLowerCase() ?? String(status);
}
