import { parseSerialNumber } from '@certbridge/certificate';
import type { PlanRow } from '../planning/plan-row.ts';
import { batchesOf } from '../run/batches-of.ts';
import type { SyncContext } from '../run/run-context.ts';
import type { LatestChange } from '../state/state-store.ts';
import type { ReturningField } from '../summary/run-summary.ts';

/** Counted while it is found. */
type Returning = { -readonly [K in Exclude<keyof ReturningField, 'serialNumbers'>]: ReturningField[K] } & {
  readonly serialNumbers: string[];
};

/** Certificates that are looked up in the history at a time. */
const BATCH = 5_000;

/** Serial numbers that are named for each field. */
const NAMED = 3;

/**
 * Finds planned values that return to what an earlier run replaced, while the destination still holds what that run
 * wrote: without an edit there, so the source itself goes back and forth.
 *
 * Names each field in the log once, never a value.
 */
export async function findReturning(context: SyncContext): Promise<void> {
  const { work, recorder, tally, logger, hashSensitive } = context;
  const found = new Map<string, Returning>();
  for await (const batch of batchesOf(work.planned(), BATCH)) {
    const ids = batch.flatMap(({ certificate }) => certificate.keyfactorId ?? []);
    const latest = new Map<string, LatestChange>();
    for (const change of await recorder.latestChanges(ids))
      latest.set(placeOf(change.keyfactorId, change.change), change);
    if (latest.size > 0) for (const row of batch) add(row, latest);
  }
  tally.returning = [...found.values()].toSorted((a, b) => (placeOf(0, a) < placeOf(0, b) ? -1 : 1));
  for (const { side, field, certificates, serialNumbers } of tally.returning) {
    logger.warn(
      'The value of {field} ({side}) returns to what an earlier run replaced, with no edit there in between. Certificates: {certificates} ({serialNumbers}).',
      { field, side, certificates, serialNumbers: serialNumbers.join(', ') },
    );
  }

  function add({ certificate, serial }: PlanRow, latest: ReadonlyMap<string, LatestChange>): void {
    for (const { side, field, before, after, sensitive } of certificate.changes) {
      const former = latest.get(placeOf(certificate.keyfactorId ?? 0, { side, field }));
      if (former === undefined || parseSerialNumber(former.serialNumber) !== serial) continue;
      const kept = (text: string | null) =>
        text === null || text === '' ? '' : former.change.sensitive ? hashSensitive(text) : text;
      // A field that was marked sensitive since then can't be compared with what was kept.
      if (sensitive !== (former.change.sensitive ?? false)) continue;
      if (kept(before) !== former.change.after || kept(after) !== (former.change.before ?? '')) continue;
      const key = placeOf(0, { side, field });
      const entry = found.get(key) ?? { side, field, certificates: 0, serialNumbers: [] };
      found.set(key, entry);
      entry.certificates += 1;
      if (entry.serialNumbers.length < NAMED) entry.serialNumbers.push(certificate.serialNumber);
    }
  }
}

function placeOf(
  keyfactorId: number,
  { side, field }: Pick<LatestChange['change'], 'side' | 'field'>,
): string {
  return JSON.stringify([keyfactorId, side, field]);
}
