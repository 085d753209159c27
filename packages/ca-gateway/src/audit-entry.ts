/**
 * The audit record of an enrollment or a revocation, also of a refused one: who, what, result.
 * No secret; text that came from outside is one line of plain text, and bounded.
 */
export interface AuditEntry {
  readonly action: 'enroll' | 'revoke';
  /** Name of the caller. */
  readonly caller: string;
  readonly requestId: string | undefined;
  /** Missing if unknown, as are the properties below. */
  readonly ca?: string | undefined;
  readonly profile?: string | null | undefined;
  /** The user name of an enrollment. */
  readonly userName?: string | undefined;
  /** Subject of the certificate or of its request, as RFC 4514 has it. */
  readonly subject?: string | undefined;
  /** Alternative names of the request. */
  readonly names?: readonly string[] | undefined;
  /** Such as `issued`, `waiting` or `invalid`; `forbidden` if the caller lacks the right, `refused` by the gateway or the CA, `failed` if the outcome is unknown. `attempted, not recorded` comes before the outcome of a revocation. */
  readonly result: string;
  /** Why it didn't lead to a certificate or revocation; a sentence. */
  readonly why?: string | undefined;
  /** The authority's number of the order. */
  readonly order?: string | undefined;
  readonly serialNumber?: string | undefined;
  /** Name of the reason of a revocation. */
  readonly reason?: string | undefined;
}
