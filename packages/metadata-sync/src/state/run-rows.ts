import type { InventoryCounts, RunCommand, RunEnd, RunRecord, RunStart } from './state-store.ts';

/** A row of the table `run`. */
export interface RunRow {
  readonly id: string;
  readonly command: RunCommand;
  readonly started_at: string;
  readonly pid: number;
  readonly host: string;
  readonly of_id: string | null;
  readonly finished_at: string | null;
  readonly exit_code: RunEnd['exitCode'] | null;
  /** JSON. */
  readonly certificates: string | null;
  /** JSON. */
  readonly inventory: string | null;
  readonly found_dead_at: string | null;
  readonly started: number;
  readonly written: number;
  readonly not_written: number;
}

/** Reads a run from its row. */
export function toRunRecord(row: RunRow): RunRecord {
  return {
    ...toRunStart(row),
    end: toRunEnd(row),
    inventory: toInventory(row.inventory),
    foundDeadAt: row.found_dead_at,
    values: { started: row.started, written: row.written, 'not-written': row.not_written },
  };
}

/** Reads the sizes of inventories from their column. */
export function toInventory(json: string | null): InventoryCounts | null {
  return json === null ? null : JSON.parse(json);
}

function toRunStart(row: RunRow): RunStart {
  return {
    runId: row.id,
    command: row.command,
    startedAt: row.started_at,
    pid: row.pid,
    host: row.host,
    of: row.of_id,
  };
}

function toRunEnd({ finished_at, exit_code, certificates }: RunRow): RunEnd | null {
  if (finished_at === null || exit_code === null || certificates === null) return null;
  return { finishedAt: finished_at, exitCode: exit_code, certificates: JSON.parse(certificates) };
}
