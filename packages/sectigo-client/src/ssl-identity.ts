import type { WithRaw } from '@certbridge/rest-client';

/** A row of the list of certificates, which only identifies one. [SCM API documentation 25.5, "Listing SSL certificates"] */
export interface SslIdentity extends WithRaw {
  readonly sslId: number;
  readonly commonName?: string | undefined;
  readonly subjectAlternativeNames?: readonly string[] | undefined;
  /** `0A:B3:...`, without leading zero bytes; text that isn't hexadecimal is unchanged. Absent before issue. */
  readonly serialNumber?: string | undefined;
}
