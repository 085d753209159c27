import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Options of a {@link GatewayError}. */
export interface GatewayErrorOptions {
  /** Seconds until it is worth asking again, for `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** What the log says and the caller is not told. */
  readonly detail?: string | undefined;
}

/** Ends a request. The message is for the caller: a sentence, with neither secrets nor received values. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: ContentfulStatusCode;
  readonly retryAfter: number | undefined;
  readonly detail: string | undefined;

  constructor(
    status: ContentfulStatusCode,
    message: string,
    { retryAfter, detail }: GatewayErrorOptions = {},
  ) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
    this.detail = detail;
  }
}
