import type { PlanRow } from '../planning/plan-row.ts';

/** Brings consecutive certificates of one SCM record together. */
export async function* groupsOf(
  rows: Iterable<PlanRow> | AsyncIterable<PlanRow>,
): AsyncGenerator<readonly PlanRow[]> {
  let group: PlanRow[] = [];
  for await (const row of rows) {
    const { sectigoId } = row.certificate;
    if (group.length > 0 && (sectigoId === null || group[0]?.certificate.sectigoId !== sectigoId)) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}

/** Brings so many items together; the last ones may be fewer. */
export async function* batchesOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
