/** What an audit tells of an enrollment or a revocation: who, what, result. Names and numbers alone, no secret. */
export interface AuditEntry {
  readonly action: 'enroll' | 'revoke';
  /** Name of the caller. */
  readonly caller: string;
  readonly requestId: string | undefined;
  readonly ca: string;
  readonly profile: string | null;
  /** Such as `issued`, `waiting` or `refused`. */
  readonly result: string;
  /** The authority's number of the order. */
  readonly order?: string | undefined;
  readonly serialNumber?: string | undefined;
  /** Name of the reason of a revocation. */
  readonly reason?: string | undefined;
}
