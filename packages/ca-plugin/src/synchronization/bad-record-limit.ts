import { CaPluginError } from '../contract/ca-plugin-error.ts';

/** Certificates before which no share is judged. */
const LEAST = 50;
const LARGEST_SHARE = 0.25;

/** Counts of a synchronization so far. */
export interface RecordCounts {
  /** Certificates that are done, those included that did not change. */
  readonly done: number;
  readonly bad: number;
}

/** Throws a `CaPluginError` 'too-many-bad-records' where so many are bad that the fault is not theirs. */
export function checkBadRecords({ done, bad }: RecordCounts): void {
  if (done < LEAST || bad <= done * LARGEST_SHARE) return;
  throw new CaPluginError(
    `The synchronization was ended: ${bad} of ${done} certificates could not be read, and more than a quarter is too many to go on. Mend what the records name, and synchronize again.`,
    { code: 'too-many-bad-records' },
  );
}
