/** Reasons by their numbers. [RFC 5280, section 5.3.1] */
const names: Readonly<Record<number, string>> = {
  [-1]: 'NOT_REVOKED',
  0: 'UNSPECIFIED',
  1: 'KEY_COMPROMISE',
  2: 'CA_COMPROMISE',
  3: 'AFFILIATION_CHANGED',
  4: 'SUPERSEDED',
  5: 'CESSATION_OF_OPERATION',
  6: 'CERTIFICATE_HOLD',
  8: 'REMOVE_FROM_CRL',
  9: 'PRIVILEGES_WITHDRAWN',
  10: 'AA_COMPROMISE',
};

/** Reasons that SCM takes. */
const accepted: readonly number[] = [0, 1, 3, 4, 5];

/** Their names, for messages. */
export const acceptedReasonNames = accepted.map(revocationReasonName).join(', ');

/** Names a reason; `unspecified` if it is unknown. */
export function revocationReasonName(reason: number | null): string {
  return names[reason ?? 0] ?? 'UNSPECIFIED';
}

/**
 * Finds a reason by its name: capitals, with underscores, or without them as acme2certifier writes them and the criteria of searches do.
 */
export function parseRevocationReason(name: string): number | undefined {
  const found = Object.entries(names).find(([, each]) => each === name || each.replaceAll('_', '') === name);
  return found === undefined ? undefined : Number(found[0]);
}

/** Returns whether SCM takes a reason. It takes neither a hold nor its removal. */
export function isAcceptedReason(reason: number): boolean {
  return accepted.includes(reason);
}
