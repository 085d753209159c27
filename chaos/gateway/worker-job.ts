/** A request that a process is to repeat until it has its certificate. */
export interface WorkerRequest {
  readonly userName: string;
  /** Base64 of the DER. */
  readonly csr: string;
}

/** What an ordering process is given, as JSON in a file. */
export interface WorkerJob {
  readonly database: string;
  readonly connection: Readonly<Record<string, unknown>>;
  readonly profile: string;
  /** Settings of the profile. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly requests: readonly WorkerRequest[];
  /** How long each request waits for its certificate, in milliseconds. */
  readonly waitMs: number;
  /** How long an order of a dead process stays open. */
  readonly settleMs: number;
}

/** What it tells of a request that came to an end, as a line of JSON. */
export interface WorkerOutcome {
  /** Of the request in the job. */
  readonly index: number;
  readonly state: string;
  readonly requestId: string | null;
  /** Base64 of the DER. */
  readonly certificate: string | null;
  readonly reason: string | null;
}
