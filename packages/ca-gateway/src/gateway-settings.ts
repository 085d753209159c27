/** What a gateway's operator may set. */
export interface GatewaySettings {
  /** Milliseconds that a request waits for issuance; clients give up after 5 s. Default: 4000. */
  readonly waitMs?: number | undefined;
  /** Seconds after which a request that waits is worth repeating. Default: 30. */
  readonly retryAfterSeconds?: number | undefined;
  /** Certificates on a page of a search. Default: 500. */
  readonly pageLimit?: number | undefined;
  /** Bytes of a request's body. Default: 262144. */
  readonly bodyLimit?: number | undefined;
}

/** The settings, none left open. */
export interface CompleteGatewaySettings {
  readonly waitMs: number;
  readonly retryAfterSeconds: number;
  readonly pageLimit: number;
  readonly bodyLimit: number;
}

/** Fills in the defaults. */
export function completeSettings({
  waitMs = 4000,
  retryAfterSeconds = 30,
  pageLimit = 500,
  bodyLimit = 262_144,
}: GatewaySettings): CompleteGatewaySettings {
  return { waitMs, retryAfterSeconds, pageLimit, bodyLimit };
}
