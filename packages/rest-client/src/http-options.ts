import type { TraceHook } from './tracing.ts';

/** A request that was sent. Never holds a query, a header or a body. */
export interface RequestLogEntry {
  readonly method: string;
  /** Path below the base URL, without its query. */
  readonly path: string;
  /** Absent where no complete response came. */
  readonly status?: number;
  readonly durationMs: number;
  /** 1 for the first attempt of a call, 2 for its first repetition. */
  readonly attempt: number;
}

/** What `fetch` takes as its dispatcher: undici's `Dispatcher`, from any version of undici. */
export interface HttpDispatcher {
  /** Sends a request; returns whether it takes another at once. */
  dispatch(options: object, handler: object): boolean;
}

/** Settings of the HTTP layer; the same for every API client. */
export interface HttpOptions {
  /** Most requests under way at one time (8); fewer while the server is in trouble. */
  readonly concurrency?: number | undefined;
  /** Upper bound on requests started in a second (none). */
  readonly requestsPerSecond?: number | undefined;
  /** Time for one attempt, from sending to the last byte of the response, in milliseconds (60000). */
  readonly attemptTimeoutMs?: number | undefined;
  /** Time for a call with all its attempts and waits, counted from its first attempt, in milliseconds (300000). */
  readonly totalTimeoutMs?: number | undefined;
  /**
   * Largest response that is read, in bytes and after decompression (64 MiB; more for calls that are known to return
   * more). A larger one fails with 'too-large' as soon as that shows.
   */
  readonly maxResponseBytes?: number | undefined;
  /** How often a call that may be repeated is tried again (5). */
  readonly retries?: number | undefined;
  /** Longest wait that a `Retry-After` header can demand, in milliseconds (60000). */
  readonly maxRetryAfterMs?: number | undefined;
  /** Certificate authorities to trust in addition to those that Node trusts: PEM files as text or bytes. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  /** Whether a server's TLS certificate must be valid (true). False gives up all protection of the login. */
  readonly rejectUnauthorized?: boolean | undefined;
  /**
   * Sends the requests in place of the platform's `fetch`. Must honour `redirect: 'manual'` and `signal`; `ca`,
   * `rejectUnauthorized`, the client certificate and the proxy reach it as `dispatcher`.
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /**
   * Makes the connections in place of a pool of the client's own, such as undici's `ProxyAgent` with the proxy of this client
   * alone. Proxies in the environment, `ca`, `rejectUnauthorized` and client certificates are then its own affair, and `close()`
   * leaves it open.
   */
  readonly dispatcher?: HttpDispatcher | undefined;
  /**
   * Headers to send with every request, such as those that an API gateway in between demands; not with requests for a token.
   * None of these can take the place of one that the client sets itself, the login in particular.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What to send as `User-Agent` before the client's own `certbridge`, such as `my-tool/1.4`. */
  readonly userAgent?: string | undefined;
  /** Called after each attempt. What it throws, or rejects with, is dropped. */
  readonly onRequest?: ((entry: RequestLogEntry) => void) | undefined;
  /** Called with every secret that is fetched, such as an access token, so that others can hide it. What it throws, or rejects with, is dropped. */
  readonly onSecret?: ((secret: string) => void) | undefined;
  /** Called before each attempt; its `end` is called afterwards. Made for OpenTelemetry. What it throws, or rejects with, is dropped. */
  readonly trace?: TraceHook | undefined;
}

/** The TLS client certificate of a login: PFX (PKCS#12), or certificate (with its chain) and key in PEM. */
export type ClientCertificate =
  | { readonly pfx: Uint8Array; readonly passphrase?: string | undefined }
  | {
      readonly cert: string | Uint8Array;
      readonly key: string | Uint8Array;
      readonly passphrase?: string | undefined;
    };
