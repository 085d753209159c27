import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { LocalFileError, requireFileOrNone } from '@certbridge/local-file';
import { ConfigurationError } from './configuration-error.ts';
import { createFile } from './files/create-file.ts';
import { errorCode } from './files/error-code.ts';
import { type HeldLock, holdLock } from './run-lock/hold-lock.ts';
import { readLockText, readSettled } from './run-lock/lock-file.ts';
import {
  isLockOrNone,
  type LockRecord,
  parseLock,
  type RunLockOwner,
  reasonToTakeOver,
  renderLock,
} from './run-lock/lock-record.ts';
import { type RunLockWorld, thisMachine } from './run-lock/run-lock-world.ts';
import { takeOver } from './run-lock/take-over.ts';

/** What trying to take the lock led to. Only `busy` keeps a run from going on. */
export type RunLock =
  | (HeldLock & {
      readonly state: 'acquired';
      /** Why a lock that was there did not count; a sentence for the log. */
      readonly tookOver?: string | undefined;
    })
  | { readonly state: 'busy'; readonly file: string; readonly owner: RunLockOwner }
  /** The directory can't be written: there is no lock, and no reason not to run. `reason` is the system's code. */
  | { readonly state: 'unavailable'; readonly file: string; readonly reason: string };

/** The file of the lock, in the directory of the configuration. */
export const runLockName = 'certbridge.lock';

const maxAttempts = 5;

/** Files of this process's own locks, which its number alone can't tell from those of a dead predecessor. */
const held = new Set<string>();

/**
 * Takes the lock that allows one writing run at a time in a configuration directory; runs of another kind have a lock of
 * another name.
 *
 * The lock is a file, and is created whole in one step where the file system can do that. It expires unless it is
 * renewed, which happens until it is released. A lock that has expired, whose process has ended, or whose file is
 * damaged, is taken over. Throws {@link ConfigurationError} if something else than a file has its name.
 */
export async function acquireRunLock(
  { directory, command, name = runLockName }: { directory: string; command: string; name?: string },
  world: RunLockWorld = thisMachine(),
): Promise<RunLock> {
  const file = path.join(path.resolve(directory), name);
  const owner = { pid: world.pid, host: world.host, startedAt: new Date(world.now()).toISOString(), command };
  if (held.has(file))
    return { state: 'busy', file, owner: parseLock((await readLockText(file)) ?? '')?.owner ?? owner };
  held.add(file);
  const lock = await acquireFile(file, { record: { owner, id: randomUUID() }, world }).catch(
    (error: unknown) => {
      held.delete(file);
      throw error;
    },
  );
  if (lock.state !== 'acquired') {
    held.delete(file);
    return lock;
  }
  const release = async () => {
    await lock.release();
    held.delete(file);
  };
  return { ...lock, release };
}

async function acquireFile(
  file: string,
  { record, world }: { record: LockRecord; world: RunLockWorld },
): Promise<RunLock> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const writtenAt = world.now();
    const content = renderLock(record, writtenAt);
    const hold = () => holdLock(file, { record, writtenAt, world });
    try {
      if (await createFile(file, content)) return { state: 'acquired', ...hold() };
      await requireFileOrNone(file);
      const present = await readSettled(file, isLockOrNone);
      if (present === undefined) continue;
      const owner = parseLock(present)?.owner;
      const reason = reasonToTakeOver(owner, world);
      if (owner !== undefined && reason === undefined) return { state: 'busy', file, owner };
      const { replaced, by } = await takeOver(file, { present, content, world });
      if (replaced) return { state: 'acquired', tookOver: reason, ...hold() };
      if (by !== undefined) return { state: 'busy', file, owner: by };
    } catch (error) {
      if (error instanceof LocalFileError) {
        const remedy = 'Remove it: this is the name of the file that keeps a second run away.';
        throw new ConfigurationError([{ file, message: error.message, remedy }]);
      }
      return { state: 'unavailable', file, reason: errorCode(error) };
    }
  }
  // A file that belongs to someone else may be neither readable nor replaceable.
  return { state: 'unavailable', file, reason: 'EBUSY' };
}
