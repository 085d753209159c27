import type { InventoryCertificate } from '../matching/group-certificates.ts';
import type { FieldFailure } from '../planning/plan-certificate.ts';
import type { CertificateFailure, CertificateReference, RunSummary } from '../summary/run-summary.ts';

/** How a certificate in scope can end. */
export type CertificateOutcome =
  | { readonly kind: 'updated' | 'unchanged' | 'notProcessed' }
  | {
      readonly kind: 'partial' | 'failed';
      readonly failures: readonly (FieldFailure | { field: null; reason: string })[];
    };

/** Counts how certificates ended. Each certificate in scope is recorded exactly once. */
export class Tally {
  readonly #counts = { updated: 0, unchanged: 0, partial: 0, failed: 0, notProcessed: 0 };
  readonly #partial: CertificateFailure[] = [];
  readonly #failed: CertificateFailure[] = [];
  readonly #unmatched: CertificateReference[] = [];
  withoutCustomFields = 0;
  skipped = 0;

  record(reference: CertificateReference, outcome: CertificateOutcome): void {
    this.#counts[outcome.kind] += 1;
    if (outcome.kind !== 'partial' && outcome.kind !== 'failed') return;
    const list = outcome.kind === 'partial' ? this.#partial : this.#failed;
    for (const { field, reason } of outcome.failures) list.push({ ...reference, field, reason });
  }

  recordUnmatched(certificate: InventoryCertificate): void {
    const { id, serialNumber } = certificate;
    this.#unmatched.push({ serialNumber, sectigoId: null, keyfactorId: id });
  }

  /** Certificates recorded so far, whatever became of them. */
  get processed(): number {
    const { updated, unchanged, partial, failed } = this.#counts;
    return updated + unchanged + partial + failed;
  }

  get hasFailures(): boolean {
    return this.#counts.partial + this.#counts.failed > 0;
  }

  /** The certificates part of the summary, lists in the order of Command's ids whatever order they ended in. */
  toSummary(): RunSummary['certificates'] {
    const byId = (a: CertificateReference, b: CertificateReference) =>
      (a.keyfactorId ?? 0) - (b.keyfactorId ?? 0);
    return {
      inScope: this.processed + this.#counts.notProcessed,
      updated: this.#counts.updated,
      unchanged: this.#counts.unchanged,
      partial: this.#partial.toSorted(byId),
      conflicts: [],
      failed: this.#failed.toSorted(byId),
      unmatched: this.#unmatched.toSorted(byId),
      withoutCustomFields: this.withoutCustomFields,
      skipped: this.skipped,
      notProcessed: this.#counts.notProcessed,
    };
  }
}
