import type { FieldFailure } from '../planning/plan-field.ts';
import type {
  ImportedCertificate,
  MissingCertificate,
  UncollectableCertificate,
} from '../summary/import-summary.ts';
import type { ImportKeyfactorPort, ImportSectigoPort } from './ports.ts';
import type { RunContext } from './run-context.ts';
import type { UnwrittenOutcome } from './tally.ts';

/** Certificates that an import counts and lists; named as in its summary. */
export type ImportCertificates = {
  -readonly [K in 'listed' | 'pending' | 'skipped' | 'found']: number;
} & {
  readonly missing: MissingCertificate[];
  readonly imported: ImportedCertificate[];
  readonly notCollectable: UncollectableCertificate[];
};

/** What every step of an import shares. */
export interface ImportContext extends RunContext {
  readonly sectigo: ImportSectigoPort;
  readonly keyfactor: ImportKeyfactorPort;
  readonly certificates: ImportCertificates;
}

/** How a certificate that Command seems to lack can end. */
export type ImportOutcome =
  | {
      readonly kind: 'imported';
      readonly keyfactorId: number;
      /** Fields that Command does not have the value of; empty where all is well. */
      readonly failures: readonly FieldFailure[];
    }
  | { readonly kind: 'notCollectable'; readonly reason: string }
  /** Not in Command, to be imported where that is asked for. */
  | { readonly kind: 'missing' }
  /** `found` in Command when looked up singly; `skipped` since it is revoked or expired. */
  | { readonly kind: 'found' | 'skipped' }
  | UnwrittenOutcome;

/** Records how a certificate ended. A missing one is recorded as such and, in an import, once more when it ended. */
export function recordOutcome(
  certificate: MissingCertificate,
  outcome: ImportOutcome,
  { certificates, tally }: ImportContext,
): void {
  const reference = { ...certificate, keyfactorId: null };
  switch (outcome.kind) {
    case 'missing':
      certificates.missing.push(certificate);
      return;
    case 'imported': {
      const { keyfactorId, failures } = outcome;
      const imported = { ...certificate, keyfactorId };
      if (failures.length === 0) certificates.imported.push(imported);
      tally.record(imported, failures.length === 0 ? { kind: 'updated' } : { kind: 'partial', failures });
      return;
    }
    case 'notCollectable':
      certificates.notCollectable.push({ ...certificate, reason: outcome.reason });
      tally.record(reference, { kind: 'unchanged' });
      return;
    case 'found':
    case 'skipped':
      certificates[outcome.kind] += 1;
      tally.record(reference, { kind: 'unchanged' });
      return;
    default:
      tally.record(reference, outcome);
  }
}
