import type { WithRaw } from '@certbridge/rest-client';
import type { DcvMode, Open } from './labels.ts';

/** The validation of a certificate's domains, in one shape for both flavours. [SCM API documentation 25.5, "SSL Certificates"] */
export interface SslDcv extends WithRaw {
  readonly dcvLog?: SslDcvLog | undefined;
  /** What to publish; not in the response of a recheck. */
  readonly instructions?: readonly SslDcvInstruction[] | undefined;
}

/** What happened to a validation so far. */
export interface SslDcvLog extends WithRaw {
  readonly error?: SslDcvError | undefined;
  readonly log: readonly SslDcvLogEntry[];
}

/** What went wrong with a validation. */
export interface SslDcvError extends WithRaw {
  /** 0 means no error. */
  readonly code: number;
  readonly description?: string | undefined;
}

/**
 * The state of one domain. Times are ISO 8601, with a zone in the Admin Operations API, and in an undocumented zone with header
 * login.
 */
export interface SslDcvLogEntry extends WithRaw {
  readonly dcvStatus?: string | undefined;
  readonly domainName?: string | undefined;
  readonly dcvDate?: string | undefined;
  readonly lastCheck?: string | undefined;
  readonly nextCheck?: string | undefined;
  readonly dcvEmailRefNumber?: number | undefined;
}

/** What to publish for one domain. */
export interface SslDcvInstruction extends WithRaw {
  readonly domainName?: string | undefined;
  readonly dcvMode?: Open<DcvMode> | undefined;
  /** Name of the DNS record. */
  readonly host?: string | undefined;
  /** Value of the DNS record. */
  readonly point?: string | undefined;
  /** Where to publish `file`. */
  readonly url?: string | undefined;
  /** The content to publish. */
  readonly file?: string | undefined;
  readonly dcvEmail?: string | undefined;
}
