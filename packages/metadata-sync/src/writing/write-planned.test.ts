import { expect, test } from 'vitest';
import type { PlanRow } from '../planning/plan-row.ts';
import { groupsOf } from './write-planned.ts';

function rowOf(sectigoId: number | null, keyfactorId: number): PlanRow {
  const change = {
    side: 'keyfactor',
    field: 'Team',
    before: null,
    after: 'A',
    truncated: false,
    sensitive: false,
  } as const;
  return {
    certificate: { serialNumber: 'AB', sectigoId, keyfactorId, fingerprint: '', changes: [change] },
    serial: 'AB',
    failures: [],
    agreements: [null],
  };
}

async function groupedIds(rows: readonly PlanRow[]) {
  const groups = await Array.fromAsync(groupsOf(rows));
  return groups.map((group) => group.map(({ certificate }) => certificate.keyfactorId));
}

test('consecutive certificates of one SCM record are a group', async () => {
  expect(await groupedIds([rowOf(1, 10), rowOf(2, 11), rowOf(2, 12), rowOf(3, 13)])).toEqual([
    [10],
    [11, 12],
    [13],
  ]);
  expect(await groupedIds([])).toEqual([]);
});

test('certificates without an SCM record are a group each', async () => {
  expect(await groupedIds([rowOf(null, 10), rowOf(null, 11)])).toEqual([[10], [11]]);
});
