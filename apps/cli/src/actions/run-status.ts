import path from 'node:path';
import type { ListedRun, RunRecord } from '@certbridge/metadata-sync';
import { readLockText } from '../run-lock/lock-file.ts';
import { parseLock, reasonToTakeOver } from '../run-lock/lock-record.ts';
import { type RunLockWorld, thisMachine } from '../run-lock/run-lock-world.ts';
import { runLockName } from '../run-lock.ts';

/**
 * Finds out whether runs without an end are under way or were killed: by the lock of the configuration or, if there is none,
 * by the process.
 */
export async function addStatus(
  runs: readonly RunRecord[],
  configDirectory: string,
  world: RunLockWorld = thisMachine(),
): Promise<readonly ListedRun[]> {
  if (runs.every(({ end }) => end !== null)) return runs.map((run) => ({ ...run, status: 'ended' }));
  const text = await readLockText(path.join(configDirectory, runLockName));
  const owner = text === undefined ? undefined : parseLock(text)?.owner;
  const isUnderWay = ({ pid, host, foundDeadAt }: RunRecord) => {
    if (foundDeadAt !== null) return false;
    if (owner === undefined) return host === world.host && world.isAlive(pid);
    return owner.pid === pid && owner.host === host && reasonToTakeOver(owner, world) === undefined;
  };
  return runs.map((run) => {
    if (run.end !== null) return { ...run, status: 'ended' };
    return { ...run, status: isUnderWay(run) ? 'under way' : 'killed' };
  });
}
