import { plainJson } from '@certbridge/plain-text';
import type { RunLockWorld } from './run-lock-world.ts';

/** Who holds a configuration directory. */
export interface RunLockOwner {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Until when the lock counts unless it is renewed; ISO 8601, UTC. Locks of older versions have none. */
  readonly expiresAt?: string;
  readonly command: string;
}

/** The content of a lock file. */
export interface LockRecord {
  readonly owner: RunLockOwner;
  /** Tells a lock from any other, also of the same process; locks of older versions may have none. */
  readonly id: string | undefined;
}

/** How long a lock counts without being renewed, in milliseconds. */
export const LOCK_LIFETIME = 30 * 60 * 1000;

/** How long a lock of another machine counts that has no expiry: its process can't be checked from here. */
const FOREIGN_LIFETIME = 24 * 60 * 60 * 1000;

/** Renders the content of a lock file that expires a lifetime from now. */
export function renderLock({ owner, id }: LockRecord, now: number): string {
  const expiresAt = new Date(now + LOCK_LIFETIME).toISOString();
  return `${plainJson({ ...owner, expiresAt, id })}\n`;
}

/** Reads the content of a lock file; undefined where it is damaged. */
export function parseLock(text: string): LockRecord | undefined {
  try {
    const { id, pid, host, startedAt, expiresAt, command } = JSON.parse(text) as Record<string, unknown>;
    if (!Number.isSafeInteger(pid) || Number(pid) <= 0) return undefined;
    if (typeof host !== 'string' || !isTime(startedAt)) return undefined;
    const expiry = isTime(expiresAt) ? { expiresAt } : {};
    const owner = { pid: Number(pid), host, startedAt, ...expiry, command: String(command ?? '') };
    return { owner, id: typeof id === 'string' ? id : undefined };
  } catch {
    return undefined;
  }
}

/** Returns whether a lock file is whole or not there, as it is unless someone writes it right now. */
export function isLockOrNone(text: string | undefined): boolean {
  return text === undefined || parseLock(text) !== undefined;
}

/** Says in a sentence why a lock does not count any more; undefined where it does. */
export function reasonToTakeOver(owner: RunLockOwner | undefined, world: RunLockWorld): string | undefined {
  if (owner === undefined) return 'The lock file was damaged.';
  const { pid, host, startedAt, expiresAt } = owner;
  const name = `process ${pid} on ${host}, started ${startedAt},`;
  const started = Date.parse(startedAt);
  if (host === world.host) {
    // The clock may have been set a little since.
    if (started < world.bootTime - 60_000) return `The lock of ${name} was from before this machine started.`;
    // Its process is this one by number, yet this one holds no lock here: common in containers.
    const ended = pid === world.pid || !world.isAlive(pid);
    if (ended) return `The lock of ${name} was left behind: that process has ended.`;
  }
  if (expiresAt !== undefined) {
    // The process may be suspended, or another one may have its number by now.
    const expired = world.now() > Date.parse(expiresAt);
    return expired ? `The lock of ${name} had expired at ${expiresAt} without being renewed.` : undefined;
  }
  const outdated = host !== world.host && world.now() - started > FOREIGN_LIFETIME;
  return outdated ? `The lock of ${name} was older than 24 hours.` : undefined;
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}
