import type { FieldFailure } from '../planning/plan-field.ts';
import { describeFailure, isAborted } from '../run/describe-failure.ts';

/** What comes of a certificate that Command seems to lack. */
export type ImportOutcome =
  | {
      readonly kind: 'imported';
      readonly keyfactorId: number;
      /** Fields that Command does not have the value of; empty where all is well. */
      readonly failures: readonly FieldFailure[];
    }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** What was thrown, where something was. */
      readonly error?: unknown;
    }
  | { readonly kind: 'notCollectable'; readonly reason: string }
  /** Not in Command, to be imported where that is asked for. */
  | { readonly kind: 'missing' }
  /** Found in Command when it was looked for singly; revoked or expired; not reached because the run ended early. */
  | { readonly kind: 'found' | 'skipped' | 'notProcessed' };

/** What an error means for a certificate of which nothing was written yet. */
export function outcomeOf(error: unknown): ImportOutcome {
  if (isAborted(error)) return { kind: 'notProcessed' };
  return { kind: 'failed', reason: describeFailure(error), error };
}
