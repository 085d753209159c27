import { setTimeout as delay } from 'node:timers/promises';
import { getLogger } from '@logtape/logtape';
import { Cron } from 'croner';
import type { ScannedCa } from '../open-host.ts';
import { pollCa } from './poll-ca.ts';
import { scanCa } from './scan-ca.ts';
import { lockName, unlessBusy } from './scan-lock.ts';

/** Scans of all CAs of a gateway. */
export interface Scans {
  /** Begins no more, and waits for those under way, whose signal is to be aborted before. */
  readonly stop: () => Promise<void>;
}

/** What scans work with. */
export interface ScanOptions {
  /** Where the locks are that keep several processes from the same scan. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** A first full scan that can't be done is tried again, at first soon. */
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;
const logger = getLogger(['certbridge', 'gateway', 'scan']);

/** Scans every CA at once, in full where its store is empty, and from then on by its schedules. */
export function startScans(cas: readonly ScannedCa[], options: ScanOptions): Scans {
  const each = cas.map((ca) => startScansOf(ca, { ...options, isOnly: cas.length === 1 }));
  return {
    stop: async () => {
      await Promise.all(each.map(({ stop }) => stop()));
    },
  };
}

function startScansOf(
  ca: ScannedCa,
  { directory, signal, isOnly }: ScanOptions & { readonly isOnly: boolean },
): Scans {
  const { name, fullScan, incrementalScan, pending } = ca.config;
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
  const scan = (full: boolean) =>
    unlessBusy({ directory, name: lockName(name, { isOnly }), signal }, (lockSignal) =>
      scanCa(ca, { full, signal: lockSignal }),
    );
  /** A full scan waits for the one under way; an incremental one would only repeat it. */
  const scheduled = async (full: boolean): Promise<void> => {
    if (scanning !== undefined && !full) return;
    await scanning;
    scanning = run(() => scan(full));
    await scanning;
    scanning = undefined;
  };
  scanning = run(async () => {
    if (!ca.ca.isReady()) await scanUntilDone(ca, { scan, signal });
    else await scan(false);
  }).then(() => {
    scanning = undefined;
  });
  const jobs = [
    new Cron(fullScan, { protect: true, unref: true }, () => scheduled(true)),
    new Cron(incrementalScan, { protect: true, unref: true }, () => scheduled(false)),
    new Cron(pending, { protect: true, unref: true }, async () => {
      const lock = { directory, name: lockName(name, { isOnly, what: 'pending' }), signal };
      await run(() => unlessBusy(lock, (lockSignal) => pollCa(ca, { signal: lockSignal }).then(() => true)));
    }),
  ];
  return {
    stop: async () => {
      for (const job of jobs) job.stop();
      await Promise.all(under);
    },
  };
}

/** Another process may be at it: then its scan counts. */
async function scanUntilDone(
  { ca, config: { name } }: ScannedCa,
  {
    scan,
    signal,
  }: { readonly scan: (full: boolean) => Promise<boolean | 'busy'>; readonly signal: AbortSignal },
): Promise<void> {
  for (let wait = FIRST_RETRY_MS; !ca.isReady(); wait = Math.min(2 * wait, LAST_RETRY_MS)) {
    const result = await scan(true).catch((error: unknown) => logFailure(name, error));
    if (result === true || signal.aborted) return;
    const waitMs = result === 'busy' ? FIRST_RETRY_MS : wait;
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

function logFailure(ca: string, error: unknown): false {
  logger.error('{ca}: the scan failed: {error}', {
    ca,
    error: error instanceof Error ? error.message : 'unknown',
  });
  return false;
}
