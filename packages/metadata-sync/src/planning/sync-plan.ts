import type { FieldPlace, ValueChange } from '../state/state-store.ts';
import type { SyncMode } from '../sync-mode.ts';

/** A value that a plan wants to write. Texts are canonical; see {@link PlannedValue.sensitive}. */
export interface PlannedValue extends ValueChange {
  /** The value was cut to the destination's limit. */
  readonly truncated: boolean;
  /** Not to be shown, nor written to a file. */
  readonly sensitive: boolean;
}

/** A certificate with something to write. */
export interface PlannedCertificate {
  /** As Command writes it. */
  readonly serialNumber: string;
  readonly sectigoId: number | null;
  readonly keyfactorId: number | null;
  /** Digest of what both systems held in the fields of the sync when the plan was made. */
  readonly fingerprint: string;
  readonly changes: readonly [PlannedValue, ...PlannedValue[]];
}

/** What a plan does to one field. */
export interface FieldTotals extends FieldPlace {
  /** Certificates that get a value and had none. */
  readonly set: number;
  /** Certificates whose value is replaced. */
  readonly overwritten: number;
  /** Certificates whose value is taken away. */
  readonly cleared: number;
}

/** What a plan is about. */
export interface PlanHeader {
  /** UUID; the id of the run that made it. */
  readonly planId: string;
  readonly mode: SyncMode;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Digest of the systems and fields that the plan was made for; a plan fits no others. */
  readonly scope: string;
  /** Metadata fields to create in Command. */
  readonly createFields: readonly string[];
  /** Metadata fields of Command to bring to what the configuration says. */
  readonly updateFields: readonly string[];
  /** Certificates with something to write. */
  readonly certificates: number;
  /** By side and name. */
  readonly fields: readonly FieldTotals[];
  /** Certificates in scope, and the values that the fields written to hold in them at present. */
  readonly scopeCertificates: number;
  readonly scopeValues: number;
}

/** What a sync would write; certificates come one by one, since there may be very many. */
export interface SyncPlan {
  readonly header: PlanHeader;
  /** The certificates in a fixed order; can be read several times. */
  certificates(): AsyncIterable<PlannedCertificate>;
}
