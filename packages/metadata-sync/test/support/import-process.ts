import { createKeyfactorClient } from '@certbridge/keyfactor-client';
import { createSectigoClient } from '@certbridge/sectigo-client';
import { importMissing } from '../../src/importing/import-missing.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { openStateStore } from '../../src/state/open-state-store.ts';

/** What the process is told, as JSON in its only argument. */
export interface ImportJob {
  readonly documents: Parameters<typeof readSettings>[0];
  readonly sectigo: Parameters<typeof createSectigoClient>[0];
  readonly keyfactor: Parameters<typeof createKeyfactorClient>[0];
  readonly stateFile: string;
  readonly runId: string;
}

// An import in a process of its own, which can be killed.
const job = JSON.parse(process.argv[2] ?? '') as ImportJob;
const reading = readSettings(job.documents);
if (!reading.ok) throw new Error('the settings are wrong');
const { stateFile, runId } = job;
await importMissing({
  settings: reading.settings,
  sectigo: createSectigoClient(job.sectigo),
  keyfactor: createKeyfactorClient(job.keyfactor),
  runId,
  apply: true,
  store: await openStateStore({ file: stateFile }),
  concurrency: { sectigo: 2, keyfactor: 2 },
});
