import type { Sandbox } from '@certbridge/sandbox';
import type { BadRecord, CertificateRecord, SynchronizationRequest } from '../../src/index.ts';
import type { TestPlugin } from './plugin.ts';

/** The outcome of a synchronization. */
export interface Synchronized {
  readonly records: readonly CertificateRecord[];
  readonly bad: readonly BadRecord[];
}

/** Synchronizes everything, and keeps what comes as a host does. */
export async function synchronizeAll(
  { plugin, reader }: Pick<TestPlugin, 'plugin' | 'reader'>,
  request: Partial<SynchronizationRequest> = {},
): Promise<Synchronized> {
  const records: CertificateRecord[] = [];
  const bad: BadRecord[] = [];
  for await (const record of plugin.synchronize({ lastSync: null, fullSync: true, ...request })) {
    if ('problem' in record) bad.push(record);
    else {
      records.push(record);
      reader.keep(record);
    }
  }
  return { records, bad };
}

/** Requests of SCM's operations since the last look, by operation. */
export function takeRequests(sandbox: Sandbox): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation, system } of sandbox.requests.list()) {
    if (system === 'scm') counts[operation ?? ''] = (counts[operation ?? ''] ?? 0) + 1;
  }
  sandbox.requests.clear();
  return counts;
}

/** The id of some certificate in a state. */
export function findByStatus(sandbox: Sandbox, status: string): number {
  const found = sandbox.scmState.certificates().find((certificate) => certificate.status === status);
  if (found === undefined) throw new Error(`the sandbox has no certificate in state ${status}`);
  return found.sslId;
}

/** Waits until the requests that are on their way have arrived: several others that were sent later have got their responses. */
export async function untilArrived({ management }: Sandbox): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await (await fetch(`${management.url}/requests/summary`)).text();
}
