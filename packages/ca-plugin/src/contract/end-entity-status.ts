/** States of a certificate request in the gateway: EJBCA's numbers for end entities. */
export const EndEntityStatus = {
  New: 10,
  Failed: 11,
  Initialized: 20,
  InProcess: 30,
  Generated: 40,
  Revoked: 50,
  Historical: 60,
  KeyRecovery: 70,
  WaitingForAddApproval: 80,
  /** Placed, and waiting for a decision outside the gateway. Not `Initialized`, which the gateway treats as a hard failure. */
  ExternalValidation: 90,
} as const;

/** One of the states: `EndEntityStatus.Generated` is 40. */
export type EndEntityStatus = (typeof EndEntityStatus)[keyof typeof EndEntityStatus];
