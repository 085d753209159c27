import type { EndEntityStatusName, TokenType } from '../wire/end-entity-terms.ts';

/** An end entity. Nothing of it reaches the authority before a certificate is requested for it. */
export interface EndEntity {
  readonly userName: string;
  /** From `hashPassword`; null where none was given. */
  readonly passwordHash: string | null;
  readonly subject: string;
  readonly subjectAlternativeName: string | null;
  readonly email: string | null;
  readonly ca: string;
  readonly profile: string;
  readonly token: TokenType;
  readonly status: EndEntityStatusName;
  readonly extensionData: readonly NameValue[];
  /**
   * SHA-256 of the request that it was generated for: the same again gets the same response. While it is NEW, of the request that an order is under way
   * for, which keeps others out.
   */
  readonly csrSha256: string | null;
  readonly changedAt: Date;
}

/** A named value of an end entity. */
export interface NameValue {
  readonly name: string;
  readonly value: string;
}
