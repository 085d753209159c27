/**
 * What an audit tells of an enrollment or a revocation, also of one that was refused before anything was asked for: who, what, result.
 * No secret; text that came from outside is one line of plain text, and bounded.
 */
export interface AuditEntry {
  readonly action: 'enroll' | 'revoke';
  /** Name of the caller. */
  readonly caller: string;
  readonly requestId: string | undefined;
  /** Missing where it is not known which one is meant, as are the properties below. */
  readonly ca?: string | undefined;
  readonly profile?: string | null | undefined;
  /** The user name of an enrollment. */
  readonly userName?: string | undefined;
  /** Subject of the certificate or of its request, as RFC 4514 has it. */
  readonly subject?: string | undefined;
  /** Alternative names of the request. */
  readonly names?: readonly string[] | undefined;
  /** Such as `issued`, `waiting` or `invalid`; `forbidden` for what the caller may not do, `refused` for what the gateway or the CA does not do, `failed` where neither could tell. */
  readonly result: string;
  /** Why it is no certificate or revocation; a sentence. */
  readonly why?: string | undefined;
  /** The authority's number of the order. */
  readonly order?: string | undefined;
  readonly serialNumber?: string | undefined;
  /** Name of the reason of a revocation. */
  readonly reason?: string | undefined;
}
