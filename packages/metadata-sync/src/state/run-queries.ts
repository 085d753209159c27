import { checkArgument, optional, type Shape } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type {
  InventoryCounts,
  ListRunsOptions,
  RunEnd,
  RunKind,
  RunRecord,
  RunStart,
  StateStore,
} from './state-store.ts';

type RunQueries = Pick<
  StateStore,
  | 'beginRun'
  | 'recordInventory'
  | 'finishRun'
  | 'listRuns'
  | 'findRuns'
  | 'unfinishedRuns'
  | 'markDead'
  | 'lastInventory'
>;

const listOptions = optional('option', { limit: 'number?' } satisfies Shape<ListRunsOptions>);

/** A row of the table `run`. */
interface RunRow {
  readonly id: string;
  readonly command: RunKind;
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

/** Keeps the runs. The order is that in which they were recorded: clocks are set back now and then. */
export function runQueries(database: SqliteFile): RunQueries {
  const insert = database.prepare(
    'INSERT INTO run (id, command, started_at, pid, host, of_id) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1',
  );
  const setInventory = database.prepare('UPDATE run SET inventory = ? WHERE id = ? RETURNING 1');
  const setEnd = database.prepare(
    'UPDATE run SET finished_at = ?, exit_code = ?, certificates = ? WHERE id = ? RETURNING 1',
  );
  const setDead = database.prepare('UPDATE run SET found_dead_at = ? WHERE id = ? RETURNING 1');
  const selectLatest = database.prepare<RunRow>('SELECT * FROM run ORDER BY number DESC LIMIT ?');
  const selectBeginning = database.prepare<RunRow>(
    'SELECT * FROM run WHERE substr(id, 1, length(?1)) = ?1 COLLATE NOCASE ORDER BY number DESC',
  );
  const selectUnfinished = database.prepare<RunRow>(
    'SELECT * FROM run WHERE finished_at IS NULL AND found_dead_at IS NULL ORDER BY number',
  );
  const selectInventory = database.prepare<{ readonly inventory: string }>(
    `SELECT inventory FROM run WHERE exit_code IN (0, 3) AND inventory IS NOT NULL
     ORDER BY number DESC LIMIT 1`,
  );

  const latest = (limit: number) => database.read(() => selectLatest.all(limit).map(toRunRecord));

  return {
    async beginRun({ runId, command, startedAt, pid, host, of }) {
      await database.write('power-loss', () => {
        if (!insert.get(runId, command, startedAt, pid, host, of))
          throw new RangeError(`The run ${runId} is recorded already.`);
      });
    },
    async recordInventory(runId, { sectigo, keyfactor, matched }) {
      await database.write('power-loss', () => {
        requireRun(setInventory.get(JSON.stringify({ sectigo, keyfactor, matched }), runId), runId);
      });
    },
    async finishRun(runId, { finishedAt, exitCode, certificates }) {
      await database.write('power-loss', () => {
        requireRun(setEnd.get(finishedAt, exitCode, JSON.stringify(certificates), runId), runId);
      });
    },
    async markDead(runId, foundDeadAt) {
      await database.write('power-loss', () => {
        requireRun(setDead.get(foundDeadAt, runId), runId);
      });
    },
    async listRuns(options = {}) {
      checkArgument(options, listOptions, { of: 'listRuns', name: 'Argument 1 of listRuns' });
      const { limit } = options;
      if (limit === undefined) return latest(-1);
      if (Number.isInteger(limit) && limit >= 0) return latest(limit);
      throw invalidArgument('The option limit of listRuns must be a whole number from 0.');
    },
    async findRuns(idOrBeginning) {
      if (typeof idOrBeginning !== 'string') throw invalidArgument('Argument 1 of findRuns must be text.');
      if (idOrBeginning.toLowerCase() === 'last') return latest(1);
      return database.read(() => selectBeginning.all(idOrBeginning).map(toRunRecord));
    },
    async unfinishedRuns() {
      return database.read(() => selectUnfinished.all().map(toRunRecord));
    },
    async lastInventory() {
      return database.read(() => toInventory(selectInventory.get()?.inventory ?? null));
    },
  };
}

function requireRun(row: unknown, runId: string): void {
  if (row === undefined) throw new RangeError(`No run ${runId} is recorded.`);
}

/** Reads a run from its row. */
function toRunRecord(row: RunRow): RunRecord {
  return {
    ...toRunStart(row),
    end: toRunEnd(row),
    inventory: toInventory(row.inventory),
    foundDeadAt: row.found_dead_at,
    values: { started: row.started, written: row.written, 'not-written': row.not_written },
  };
}

/** Reads the sizes of inventories from their column. */
function toInventory(json: string | null): InventoryCounts | null {
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
