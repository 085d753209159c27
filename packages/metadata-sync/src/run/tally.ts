import type { FieldFailure } from '../planning/plan-field.ts';
import type { ReportDifference } from '../state/state-store.ts';
import { reasonsOf } from '../summary/group-failures.ts';
import type {
  CertificateFailure,
  CertificatesSummary,
  Conflict,
  NamedCertificate,
  ReturningField,
} from '../summary/run-summary.ts';

/** Why a field, or the certificate as a whole, failed. */
export type OutcomeFailure =
  | FieldFailure
  | { readonly field: null; readonly reason: string; readonly value?: null };

/** A certificate whose common name is perhaps not known. */
export type TalliedCertificate = Omit<NamedCertificate, 'commonName'> &
  Partial<Pick<NamedCertificate, 'commonName'>>;

/** How a certificate in scope can end. */
export type CertificateOutcome =
  | { readonly kind: 'updated' | 'unchanged' }
  | { readonly kind: 'partial'; readonly failures: readonly OutcomeFailure[] }
  | UnwrittenOutcome;

/** Outcomes of a certificate that was not written. */
export type UnwrittenOutcome =
  | { readonly kind: 'failed'; readonly failures: readonly OutcomeFailure[] }
  | { readonly kind: 'notProcessed' };

/** Counts how certificates ended. Each certificate in scope is recorded exactly once. */
export class Tally {
  readonly #counts = { updated: 0, unchanged: 0, partial: 0, failed: 0, notProcessed: 0 };
  readonly #partial: CertificateFailure[] = [];
  readonly #failed: CertificateFailure[] = [];
  readonly #conflicts: Conflict[] = [];
  readonly #unmatched: NamedCertificate[] = [];
  withoutCustomFields = 0;
  skipped = 0;
  /** What the report lacks, which cost a call for the details of every certificate. */
  detailsFor: readonly string[] = [];
  /** Fields whose details are read because the report was seen to differ. */
  readonly reportDiffers: ReportDifference[] = [];

  /** Values that return to what an earlier run replaced. */
  returning: readonly ReturningField[] = [];

  record(reference: TalliedCertificate, outcome: CertificateOutcome): void {
    this.#counts[outcome.kind] += 1;
    if (outcome.kind !== 'partial' && outcome.kind !== 'failed') return;
    const { serialNumber, sectigoId, keyfactorId, commonName = null } = reference;
    const named = { serialNumber, commonName, sectigoId, keyfactorId };
    const list = outcome.kind === 'partial' ? this.#partial : this.#failed;
    for (const { field, reason, value = null } of outcome.failures)
      list.push({ ...named, field, reason, value });
  }

  /** Records certificates that need nothing. */
  recordUnchanged(certificates: number): void {
    this.#counts.unchanged += certificates;
  }

  /** Counts a row that can't be read as a certificate that failed; which one it is, only the reason can tell. */
  recordUnreadable(reason: string): void {
    const unknown = { serialNumber: '', sectigoId: null, keyfactorId: null };
    this.record(unknown, { kind: 'failed', failures: [{ field: null, reason }] });
  }

  recordConflict(conflict: Conflict): void {
    this.#conflicts.push(conflict);
  }

  recordUnmatched(reference: NamedCertificate): void {
    this.#unmatched.push(reference);
  }

  /** Certificates recorded so far that the run reached. */
  get processed(): number {
    const { updated, unchanged, partial, failed } = this.#counts;
    return updated + unchanged + partial + failed;
  }

  get unmatchedCount(): number {
    return this.#unmatched.length;
  }

  get hasFailures(): boolean {
    return this.#counts.partial + this.#counts.failed > 0;
  }

  /** Certificates by outcome, for the history. */
  get counts() {
    return { inScope: this.processed + this.#counts.notProcessed, ...this.#counts };
  }

  /** The certificates part of the summary, lists in the order of Command's ids whatever order they ended in. */
  toSummary(): CertificatesSummary {
    const byId = (a: NamedCertificate, b: NamedCertificate) => (a.keyfactorId ?? 0) - (b.keyfactorId ?? 0);
    const { inScope, updated, unchanged, notProcessed } = this.counts;
    return {
      inScope,
      updated,
      unchanged,
      partial: this.#partial.toSorted(byId),
      conflicts: this.#conflicts.toSorted(byId),
      failed: this.#failed.toSorted(byId),
      unmatched: this.#unmatched.toSorted(byId),
      reasons: [...reasonsOf('failed', this.#failed), ...reasonsOf('partial', this.#partial)],
      withoutCustomFields: this.withoutCustomFields,
      skipped: this.skipped,
      notProcessed,
    };
  }
}
