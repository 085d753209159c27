import { getLogger } from '@logtape/logtape';
import { Cron } from 'croner';
import type { GatewayCaConfig } from '../config/gateway-schema.ts';
import type { ScannedCa } from '../open-host.ts';
import { onceFree, untilDone } from './insist.ts';
import { pollCa } from './poll-ca.ts';
import { scanCa } from './scan-ca.ts';
import { lockName, type SharedWork, type TakeTurn } from './take-turn.ts';

/** A CA with the schedules of its scans. */
export interface ScheduledCa extends Pick<ScannedCa, 'ca'> {
  readonly config: Pick<GatewayCaConfig, 'name' | 'fullScan' | 'incrementalScan' | 'pending'>;
}

/** Scans of all CAs of a gateway. */
export interface Scans {
  /** Begins no more, and waits for those under way, whose signal is to be aborted before. */
  readonly stop: () => Promise<void>;
}

/** What scans work with. */
export interface ScanOptions {
  /** Keeps several processes from the same scan. */
  readonly takeTurn: TakeTurn;
  readonly signal: AbortSignal;
}

const logger = getLogger(['certbridge', 'gateway', 'scan']);

/**
 * Scans every CA at once, in full where its store is empty, and from then on by its schedules. What another process has done since
 * it was due is not done again.
 */
export function startScans(cas: readonly ScheduledCa[], options: ScanOptions): Scans {
  const each = cas.map((ca) => startScansOf(ca, { ...options, isOnly: cas.length === 1 }));
  return {
    stop: async () => {
      await Promise.all(each.map(({ stop }) => stop()));
    },
  };
}

function startScansOf(
  ca: ScheduledCa,
  { takeTurn, signal, isOnly }: ScanOptions & { readonly isOnly: boolean },
): Scans {
  const { name, fullScan, incrementalScan, pending } = ca.config;
  const startedAt = new Date();
  const under = new Set<Promise<unknown>>();
  let scanning: Promise<unknown> | undefined;
  const run = (work: () => Promise<unknown>): Promise<unknown> => {
    if (signal.aborted) return Promise.resolve();
    const done = work()
      .catch((error: unknown) => logFailure(name, error))
      .finally(() => under.delete(done));
    under.add(done);
    return done;
  };
  const scanOf = (full: boolean, isDone: () => boolean): SharedWork => ({
    name: lockName(name, { isOnly }),
    signal,
    isDone,
    work: (lockSignal) => scanCa(ca, { full, interruption: signal, signal: lockSignal }),
  });
  const scanSince = (since: Date, { full }: { readonly full: boolean }) =>
    scanOf(full, () => ca.ca.isScanned({ full, since }));
  /**
   * A full scan waits for the one under way, here or in another process; an incremental one would only repeat it, and comes again
   * soon.
   */
  const scheduled = async (job: Cron, { full }: { readonly full: boolean }): Promise<void> => {
    if (scanning !== undefined && !full) return;
    const scan = scanSince(lastDue(job), { full });
    await scanning;
    scanning = run(() => (full ? onceFree(takeTurn, scan) : takeTurn(scan)));
    await scanning;
    scanning = undefined;
  };
  scanning = run(async () => {
    if (ca.ca.isReady()) return takeTurn(scanSince(startedAt, { full: false }));
    const first = scanOf(true, () => ca.ca.isReady());
    const attempt = () => onceFree(takeTurn, first).catch((error: unknown) => logFailure(name, error));
    return untilDone(attempt, { signal });
  }).then(() => {
    scanning = undefined;
  });
  const options = { protect: true, unref: true } as const;
  const jobs = [
    new Cron(fullScan, options, (job: Cron) => scheduled(job, { full: true })),
    new Cron(incrementalScan, options, (job: Cron) => scheduled(job, { full: false })),
    new Cron(pending, options, async (job: Cron) => {
      const since = lastDue(job);
      const poll: SharedWork = {
        name: lockName(name, { isOnly, what: 'pending' }),
        signal,
        isDone: () => ca.ca.isPolled({ since }),
        work: (lockSignal) => pollCa(ca, { signal: lockSignal }).then(() => true),
      };
      await run(() => takeTurn(poll));
    }),
  ];
  return {
    stop: async () => {
      for (const job of jobs) job.stop();
      await Promise.all(under);
    },
  };
}

function logFailure(ca: string, error: unknown): false {
  logger.error('{ca}: the scan failed: {error}', {
    ca,
    error: error instanceof Error ? error.message : 'unknown',
  });
  return false;
}

/** When a job was last due: the same time in every process of one schedule, however late its timer fires in one of them. */
export function lastDue(job: Cron, now: Date = new Date()): Date {
  // A run at the very time of reference is not listed.
  const [due = now] = job.previousRuns(1, new Date(now.getTime() + 1));
  return due;
}
