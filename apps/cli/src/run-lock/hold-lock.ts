import { removeQuietly } from '../files/create-file.ts';
import { readLockText, readSettled, replaceLock } from './lock-file.ts';
import { LOCK_LIFETIME, type LockRecord, parseLock, renderLock } from './lock-record.ts';
import type { RunLockWorld } from './run-lock-world.ts';
import { takeOver } from './take-over.ts';

/** How often a lock is looked at and renewed, in milliseconds: what is lost is noticed within that time. */
const RENEWAL_INTERVAL = 60 * 1000;

/** A lock that this process has. */
export interface HeldLock {
  /** Aborts when the lock is not this run's any more; its reason is an Error whose message says why in sentences. */
  readonly lost: AbortSignal;
  /** Ends renewing, and removes the lock unless it is someone else's by now. */
  readonly release: () => Promise<void>;
}

/** Keeps a lock whose file was just written: renews it until it is released, and reports when it is lost. */
export function holdLock(
  file: string,
  { record, writtenAt, world }: { record: LockRecord; writtenAt: number; world: RunLockWorld },
): HeldLock {
  const losing = new AbortController();
  let expiresAt = writtenAt + LOCK_LIFETIME;
  let renewal = Promise.resolve();

  const isOwn = (text: string | undefined): text is string =>
    text !== undefined && parseLock(text)?.id === record.id;
  const lose = (what: string, rest: string) => {
    stop();
    losing.abort(new Error(`${what} This run stops; ${rest} does what is left.`));
  };

  const renew = async () => {
    if (losing.signal.aborted) return;
    const text = await readSettled(file, isOwn);
    const now = world.now();
    // What can't be read is perhaps still there, and counts for others until it expires.
    if (text === '' && now <= expiresAt) return;
    if (!isOwn(text)) return lose(...describeLoss(file, text));
    const content = renderLock(record, now);
    // Once expired it may be taken over at any moment, and a fresh lock must not be overwritten.
    const renewed = now > expiresAt ? await retake(text, content) : await replaceLock(file, content);
    // Where it failed, the next renewal tries again.
    if (renewed) expiresAt = now + LOCK_LIFETIME;
  };

  const retake = (present: string, content: string) =>
    takeOver(file, { present, content, world }).then(
      ({ replaced }) => replaced,
      () => false,
    );

  const stop = world.every(RENEWAL_INTERVAL, () => {
    renewal = renewal.then(renew);
    return renewal;
  });

  const release = async () => {
    stop();
    // A renewal under way would put the file back.
    await renewal;
    if (isOwn(await readLockText(file))) await removeQuietly(file);
  };
  return { lost: losing.signal, release };
}

/** What has happened, and which run does the rest. */
function describeLoss(file: string, text: string | undefined): [what: string, rest: string] {
  const other = text === undefined ? undefined : parseLock(text)?.owner;
  if (other !== undefined) {
    const { pid, host, startedAt, command } = other;
    const name = `Process ${pid} on ${host}, started ${startedAt} (${command}),`;
    return [`${name} took over the lock ${file} of this run.`, 'that one'];
  }
  const what =
    text === ''
      ? `The lock ${file} of this run could not be read and renewed before it expired`
      : `The lock ${file} of this run was deleted or overwritten`;
  return [`${what}, so another run may have begun.`, 'the next one'];
}
