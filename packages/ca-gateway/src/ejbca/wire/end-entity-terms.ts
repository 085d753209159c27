/** Statuses of end entities, by the names that the wire has. */
export const endEntityStatuses = [
  'NEW',
  'FAILED',
  'INITIALIZED',
  'INPROCESS',
  'GENERATED',
  'REVOKED',
  'HISTORICAL',
  'KEYRECOVERY',
  'WAITINGFORADDAPPROVAL',
] as const;

/** A status of an end entity. */
export type EndEntityStatusName = (typeof endEntityStatuses)[number];

/** Forms in which an end entity gets its certificate. */
export const tokenTypes = ['USERGENERATED', 'P12', 'BCFKS', 'JKS', 'PEM'] as const;

/** A form in which an end entity gets its certificate. */
export type TokenType = (typeof tokenTypes)[number];
