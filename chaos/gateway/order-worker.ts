import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHostedCa, type ManagedCa, openCaDatabase } from '@certbridge/ca-host';
import type { WorkerJob, WorkerOutcome, WorkerRequest } from './worker-job.ts';

/** Places all requests of a job at once, each again until it comes to an end, as the clients of a gateway do. */
const [file = ''] = process.argv.slice(2);
const job: WorkerJob = JSON.parse(await readFile(file, 'utf8'));
const { connection, parameters, settleMs } = job;
const database = await openCaDatabase(job.database);
const ca = await createHostedCa({
  ...{ name: 'Sectigo', connection, database, settleMs },
  settingsOf: () => ({ parameters, renewals: 'order' }),
  http: { concurrency: 16, retries: 0 },
});
await Promise.all(job.requests.map((request, index) => order(ca, { request, index })));
await ca.close();
database.close();

async function order(
  { order: place }: ManagedCa,
  { request, index }: { readonly request: WorkerRequest; readonly index: number },
): Promise<void> {
  const csr = Buffer.from(request.csr, 'base64');
  for (;;) {
    const wanted = { profile: job.profile, userName: request.userName, csr };
    const outcome = await place(wanted, { waitMs: job.waitMs });
    if (outcome.state === 'waiting' || outcome.state === 'unavailable') {
      await sleep(100);
      continue;
    }
    const isIssued = outcome.state === 'issued';
    const told: WorkerOutcome = {
      ...{ index, state: outcome.state, reason: isIssued ? null : outcome.reason },
      requestId: isIssued ? outcome.certificate.requestId : null,
      certificate: isIssued ? Buffer.from(outcome.certificate.der).toString('base64') : null,
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
    return;
  }
}
