import { reasonsOf } from '../summary/group-failures.ts';
import type { Candidates } from './find-candidates.ts';
import type { ImportOutcome } from './import-outcome.ts';
import type { ImportSummary, MissingCertificate } from './import-summary.ts';

type Counts = ImportSummary['certificates'];

/** Counts how certificates ended. A missing one is recorded as such and, in an import, once more when it ended. */
export class ImportTally {
  #listed = 0;
  #pending = 0;
  #imported = 0;
  readonly #lists: Pick<Counts, 'missing' | 'imported' | 'partial' | 'failed' | 'notCollectable'> = {
    missing: [],
    imported: [],
    partial: [],
    failed: [],
    notCollectable: [],
  };
  readonly #counts = { skipped: 0, found: 0, notProcessed: 0 };

  recordList({ listed, pending, unreadable }: Candidates): void {
    this.#listed = listed;
    this.#pending = pending;
    for (const reason of unreadable)
      this.#lists.failed.push({ serialNumber: '', sectigoId: null, commonName: null, reason });
  }

  record(certificate: MissingCertificate, outcome: ImportOutcome): void {
    const { missing, imported, partial, failed, notCollectable } = this.#lists;
    switch (outcome.kind) {
      case 'missing':
        missing.push(certificate);
        return;
      case 'imported': {
        const reference = { ...certificate, keyfactorId: outcome.keyfactorId };
        this.#imported += 1;
        if (outcome.failures.length === 0) imported.push(reference);
        else {
          for (const { field, reason, value = null } of outcome.failures)
            partial.push({ ...reference, field, reason, value });
        }
        return;
      }
      case 'failed':
        failed.push({ ...certificate, reason: outcome.reason });
        return;
      case 'notCollectable':
        notCollectable.push({ ...certificate, reason: outcome.reason });
        return;
      default:
        this.#counts[outcome.kind] += 1;
    }
  }

  get missing(): readonly MissingCertificate[] {
    return this.#lists.missing;
  }

  get hasFailures(): boolean {
    return this.#lists.partial.length + this.#lists.failed.length > 0;
  }

  /** The counts that history keeps of a run. */
  toRunEnd() {
    const { imported, failed, notCollectable } = this.#lists;
    const { skipped, found, notProcessed } = this.#counts;
    const unchanged = notCollectable.length + skipped + found;
    const partial = this.#imported - imported.length;
    return {
      inScope: this.#imported + failed.length + unchanged + notProcessed,
      updated: imported.length,
      unchanged,
      partial,
      failed: failed.length,
      notProcessed,
    };
  }

  /** The certificates part of the summary, lists in the order of SCM's ids whatever order they ended in. */
  toSummary(): Counts {
    const { missing, imported, partial, failed, notCollectable } = this.#lists;
    const byId = (a: Counts['failed'][number] | MissingCertificate, b: typeof a) =>
      (a.sectigoId ?? 0) - (b.sectigoId ?? 0);
    return {
      listed: this.#listed,
      pending: this.#pending,
      missing: missing.toSorted(byId),
      imported: imported.toSorted(byId),
      partial: partial.toSorted(byId),
      failed: failed.toSorted(byId),
      notCollectable: notCollectable.toSorted(byId),
      reasons: [
        ...reasonsOf(
          'failed',
          failed.map((failure) => ({ ...failure, field: null })),
        ),
        ...reasonsOf('partial', partial),
      ],
      ...this.#counts,
    };
  }
}
