import { createHash } from 'node:crypto';
import { createFile, removeQuietly } from '../files/create-file.ts';
import { readLockText, readSettled, removeUnlessChanged, replaceLock } from './lock-file.ts';
import { isLockOrNone, parseLock, type RunLockOwner, reasonToTakeOver } from './lock-record.ts';
import type { RunLockWorld } from './run-lock-world.ts';

/** What was done about a lock that does not count any more. */
export interface TakeOver {
  readonly replaced: boolean;
  /** Who was about to take it over already. */
  readonly by?: RunLockOwner;
}

/**
 * Replaces a lock by another in one step, if it still is what it was when it was read.
 *
 * Of several runs that find the same lock only the one that creates the claim on it goes on, so that none replaces the
 * fresh lock of another. Throws if the folder can't be written.
 */
export async function takeOver(
  file: string,
  { present, content, world }: { present: string; content: string; world: RunLockWorld },
): Promise<TakeOver> {
  const digest = createHash('sha256').update(present).digest('hex').slice(0, 16);
  const claim = `${file}.${digest}`;
  const isUnchanged = async () => (await readLockText(file)) === present;
  if (!(await createFile(claim, content))) {
    const by = await judgeClaim(claim, world);
    // A claim on a lock that is not there any more leads to nothing.
    return by !== undefined && (await isUnchanged()) ? { replaced: false, by } : { replaced: false };
  }
  try {
    return { replaced: (await isUnchanged()) && (await replaceLock(file, content)) };
  } finally {
    await removeQuietly(claim);
  }
}

/** Names the run that has a claim; a claim whose process died is removed instead. */
async function judgeClaim(claim: string, world: RunLockWorld): Promise<RunLockOwner | undefined> {
  const text = await readSettled(claim, isLockOrNone);
  if (text === undefined) return undefined;
  const owner = parseLock(text)?.owner;
  if (owner !== undefined && reasonToTakeOver(owner, world) === undefined) return owner;
  await removeUnlessChanged(claim, text);
  return undefined;
}
