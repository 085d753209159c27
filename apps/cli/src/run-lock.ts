import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from './files/text-file.ts';

/** Who holds a configuration directory. */
export interface RunLockOwner {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly command: string;
}

export type RunLock =
  | {
      readonly state: 'acquired';
      /** Why a lock that was there did not count; a sentence for the log. */
      readonly tookOver?: string;
      readonly release: () => Promise<void>;
    }
  | { readonly state: 'busy'; readonly file: string; readonly owner: RunLockOwner }
  /** The directory can't be written: there is no lock, and no reason not to run. `reason` is the system's code. */
  | { readonly state: 'unavailable'; readonly file: string; readonly reason: string };

/** What tells whether an owner still runs; the defaults are this machine's. */
export interface RunLockWorld {
  readonly now: () => number;
  readonly pid: number;
  readonly host: string;
  /** When this machine started, in milliseconds since 1970. */
  readonly bootTime: number;
  readonly isAlive: (pid: number) => boolean;
}

export const runLockName = 'certbridge.lock';

/** How long a lock of another machine counts: nobody can ask there whether its process still runs. */
const foreignLockLifetime = 24 * 60 * 60 * 1000;

const maxAttempts = 5;

/** Files of this process's own locks, which its number alone can't tell from those of a dead predecessor. */
const held = new Set<string>();

/**
 * Takes the lock that allows one writing run at a time in a configuration directory.
 *
 * The lock is a file, and is created whole in one step where the file system can do that. A lock whose process has
 * ended, or whose file is damaged, is taken over.
 */
export async function acquireRunLock(
  { directory, command }: { directory: string; command: string },
  world: RunLockWorld = thisMachine(),
): Promise<RunLock> {
  const file = path.join(path.resolve(directory), runLockName);
  const owner = { pid: world.pid, host: world.host, startedAt: new Date(world.now()).toISOString(), command };
  if (held.has(file))
    return { state: 'busy', file, owner: parseOwner((await readText(file)) ?? '') ?? owner };
  held.add(file);
  const lock = await acquireFile(file, owner, world);
  if (lock.state !== 'acquired') held.delete(file);
  return lock;
}

async function acquireFile(file: string, owner: RunLockOwner, world: RunLockWorld): Promise<RunLock> {
  const content = `${JSON.stringify({ ...owner, id: randomUUID() })}\n`;
  const release = async () => {
    if ((await readText(file)) === content) await removeQuietly(file);
    held.delete(file);
  };
  let tookOver: string | undefined;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    try {
      if (await createWhole(file, content)) {
        return { state: 'acquired', ...(tookOver === undefined ? {} : { tookOver }), release };
      }
    } catch (error) {
      return { state: 'unavailable', file, reason: errorCode(error) };
    }
    const existing = await readSettled(file);
    if (existing === undefined) continue;
    const previous = parseOwner(existing);
    const reason = reasonToTakeOver(previous, world);
    if (previous !== undefined && reason === undefined) return { state: 'busy', file, owner: previous };
    if (await removeUnlessChanged(file, existing)) tookOver = reason;
  }
  // A file that belongs to someone else may be neither readable nor removable.
  return { state: 'unavailable', file, reason: 'EBUSY' };
}

function thisMachine(): RunLockWorld {
  return {
    now: Date.now,
    pid: process.pid,
    host: hostname(),
    bootTime: Date.now() - uptime() * 1000,
    isAlive,
  };
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks; Windows knows it too.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

function reasonToTakeOver(owner: RunLockOwner | undefined, world: RunLockWorld): string | undefined {
  if (owner === undefined) return 'The lock file was damaged.';
  const started = Date.parse(owner.startedAt);
  const name = `process ${owner.pid} on ${owner.host}, started ${owner.startedAt}`;
  if (owner.host !== world.host) {
    const expired = world.now() - started > foreignLockLifetime;
    return expired ? `The lock of ${name} was older than 24 hours.` : undefined;
  }
  // The clock may have been set a little since.
  if (started < world.bootTime - 60_000) return `The lock of ${name} was from before this machine started.`;
  // Its process is this one by number, yet this one holds no lock here: common in containers.
  const ended = owner.pid === world.pid || !world.isAlive(owner.pid);
  return ended ? `The lock of ${name} was left behind: that process has ended.` : undefined;
}

function parseOwner(text: string): RunLockOwner | undefined {
  try {
    const { pid, host, startedAt, command } = JSON.parse(text) as Partial<RunLockOwner>;
    const valid = Number.isSafeInteger(pid) && Number(pid) > 0 && typeof host === 'string';
    if (!valid || typeof startedAt !== 'string' || Number.isNaN(Date.parse(startedAt))) return undefined;
    return { pid: Number(pid), host, startedAt, command: String(command ?? '') };
  } catch {
    return undefined;
  }
}

/** Creates a file with its content at once, so that nobody finds it empty; `false` when it exists already. */
async function createWhole(file: string, content: string): Promise<boolean> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeNew(temporary, content);
    await link(temporary, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    // FAT and some network shares have no hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV', 'EISDIR', 'EINVAL'].includes(errorCode(error)))
      throw error;
  } finally {
    await removeQuietly(temporary);
  }
  return writeNew(file, content).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'EEXIST') return false;
      throw error;
    },
  );
}

async function writeNew(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
  } finally {
    await handle.close();
  }
}

/** Reads a lock; one that seems damaged may be about to be written, and gets a moment for it. */
async function readSettled(file: string): Promise<string | undefined> {
  const text = await readText(file);
  if (text === undefined || parseOwner(text) !== undefined) return text;
  await delay(250);
  return readText(file);
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    return '';
  }
}

/** Moves the lock aside before it is removed: if another run was faster, its fresh lock is put back. */
async function removeUnlessChanged(file: string, expected: string): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return false;
  }
  const unchanged = (await readText(aside)) === expected;
  if (!unchanged) await link(aside, file).catch(() => undefined);
  await removeQuietly(aside);
  return unchanged;
}

/** What can't be removed – a virus scanner may look at it – does no harm: it is found to be stale later. */
async function removeQuietly(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}
