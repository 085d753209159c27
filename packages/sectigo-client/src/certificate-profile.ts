import type { WithRaw } from '@certbridge/rest-client';

/** A certificate profile, called certificate type in older documents. [SCM API documentation 25.5, "SSL Certificates", types] */
export interface CertificateProfile extends WithRaw {
  readonly id: number;
  readonly name: string;
  readonly description?: string | undefined;
  /** Terms of validity in days, in no documented order. */
  readonly terms: readonly number[];
  /** Sizes in bits, or names of curves, by algorithm. */
  readonly keyTypes?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly useSecondaryOrgName?: boolean | undefined;
}
