import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStateStore } from '../../src/state/open-state-store.ts';
import type { RecordedCertificate, RunStart, StateStore } from '../../src/state/state-store.ts';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'certbridge-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** The path of a state that nobody has made yet. */
export function temporaryFile(): string {
  return join(temporaryFolder(), 'certbridge.db');
}

/** A state that is closed when the test is over. */
export async function temporaryStore(file: string = ':memory:'): Promise<StateStore> {
  const store = await openStateStore({ file });
  onTestFinished(() => store.close());
  return store;
}

export const AT = '2026-11-22T08:00:00.000Z';

/** The start of a run with an id that ends in so many hex digits. */
export function runStart(number: number, rest: Partial<RunStart> = {}): RunStart {
  return {
    runId: `0a0b0c0d-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
    command: 'sctokf',
    startedAt: AT,
    pid: 4711,
    host: 'sync-host',
    of: null,
    ...rest,
  };
}

/** A certificate with one value under way. */
export function certificateAt(
  position: number,
  rest: Partial<RecordedCertificate> = {},
): RecordedCertificate {
  return {
    position,
    serialNumber: `AB${position.toString(16).toUpperCase().padStart(30, '0')}`,
    sectigoId: 1000 + position,
    keyfactorId: 5000 + position,
    at: AT,
    changes: [{ side: 'keyfactor', field: 'Cost-Center', before: null, after: '4711', outcome: 'started' }],
    ...rest,
  };
}

/** A state of so many certificates, closed. */
export async function makeState(file: string, certificates: number): Promise<void> {
  const store = await openStateStore({ file });
  await store.beginRun(runStart(1));
  await store.recordCertificates(
    runStart(1).runId,
    Array.from({ length: certificates }, (_, index) => certificateAt(index + 1)),
  );
  await store.close();
}
