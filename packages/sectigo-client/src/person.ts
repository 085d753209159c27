import type { WithRaw } from '@certbridge/rest-client';
import type { Open } from './labels.ts';

/** A person in SCM. [SCM API documentation 25.5, "Persons"] */
export interface Person extends WithRaw {
  readonly id: number;
  /** "" if the server sends none. */
  readonly email: string;
  readonly organizationId?: number | undefined;
  readonly firstName?: string | undefined;
  readonly middleName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly commonName?: string | undefined;
  readonly validationType?: Open<'STANDARD' | 'HIGH'> | undefined;
  readonly phone?: string | undefined;
  readonly secondaryEmails: readonly string[];
  readonly eppn?: string | undefined;
  readonly upn?: string | undefined;
  /** ISO 8601, in UTC. Absent from servers before 2024. */
  readonly created?: string | undefined;
  readonly createdBy?: string | undefined;
  /** ISO 8601, in UTC. */
  readonly modified?: string | undefined;
  readonly modifiedBy?: string | undefined;
}
