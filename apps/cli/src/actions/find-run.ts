import type { RunRecord, StateStore } from '@certbridge/metadata-sync';
import { badInput, type ConfigurationError } from '../configuration-error.ts';

const CANDIDATES = 10;

/**
 * Finds the one run that an id, the beginning of one, or `last` names.
 *
 * Throws {@link ConfigurationError} with the runs to choose from if there is none or more than one.
 */
export async function findRun(store: StateStore, name: string): Promise<RunRecord> {
  const found = await store.findRuns(name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) {
    const remedy = `Write more of the id. ${listRuns(found)}`;
    throw badInput(`"${name}" names ${found.length} runs`, remedy);
  }
  const latest = await store.listRuns({ limit: CANDIDATES });
  if (latest.length === 0) throw describeNoRuns();
  throw badInput(`no run is called "${name}"`, `certbridge history lists all. ${listRuns(latest)}`);
}

/** Says that there is no run to choose. */
export function describeNoRuns(): ConfigurationError {
  return badInput(
    'no run is recorded yet',
    'Runs are recorded from the first sync on; --state names another file.',
  );
}

function listRuns(runs: readonly RunRecord[]): string {
  const shown = runs.slice(0, CANDIDATES).map(({ runId, command, startedAt }) => {
    return `${runId} (${command === 'both' ? 'sync' : command}, ${startedAt})`;
  });
  const more = runs.length > CANDIDATES ? [`and ${runs.length - CANDIDATES} more`] : [];
  return `The latest: ${[...shown, ...more].join(', ')}.`;
}
