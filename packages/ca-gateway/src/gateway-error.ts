import { plainText } from '@certbridge/plain-text';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Options of a {@link GatewayError}. */
export interface GatewayErrorOptions {
  /** Seconds until it is worth asking again, for `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** What the log says and the caller is not told. */
  readonly detail?: string | undefined;
}

/** Longer than any sentence of ours, names of a CSR included. */
const maxLength = 1000;

/**
 * Ends a request. The message is for the caller: a sentence without secrets. Of what was received it may name no more than a CSR has, and the text is
 * made plain.
 */
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
    super(plainText(message, { maxLength }));
    this.status = status;
    this.retryAfter = retryAfter;
    this.detail = detail;
  }
}
