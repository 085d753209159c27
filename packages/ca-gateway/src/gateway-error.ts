import { plainText } from '@certbridge/plain-text';
import { checkArgument, optional, type Shape } from '@certbridge/rest-client';
import { checkText, checkWhole, invalidArgument } from './arguments/check-values.ts';

const statuses = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503] as const;

/** A status that a gateway responds with where it refuses a request, or fails. */
export type GatewayErrorStatus = (typeof statuses)[number];

/** Options of a {@link GatewayError}. */
export interface GatewayErrorOptions {
  /** Seconds until it is worth asking again, for `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** What the log says and the caller is not told. */
  readonly detail?: string | undefined;
}

const errorOptions = optional('option', {
  retryAfter: 'number?',
  detail: 'text?',
} satisfies Shape<GatewayErrorOptions>);

/** Longer than any sentence of ours, names of a CSR included. */
const maxLength = 1000;

/**
 * Ends a request. The message is for the caller: a sentence without secrets. Of what was received it may name no more than a CSR has, and the text is
 * made plain.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: GatewayErrorStatus;
  readonly retryAfter: number | undefined;
  readonly detail: string | undefined;

  constructor(status: GatewayErrorStatus, message: string, options: GatewayErrorOptions = {}) {
    checkText(message, 'Argument 2 of GatewayError');
    if (!statuses.includes(status)) {
      throw invalidArgument(`Argument 1 of GatewayError must be one of ${statuses.join(', ')}.`);
    }
    checkArgument(options, errorOptions, { of: 'GatewayError', name: 'Argument 3 of GatewayError' });
    const { retryAfter, detail } = options;
    if (retryAfter !== undefined)
      checkWhole(retryAfter, 'The option retryAfter of GatewayError', { least: 0 });
    super(plainText(message, { maxLength }));
    this.status = status;
    this.retryAfter = retryAfter;
    this.detail = detail;
  }
}
