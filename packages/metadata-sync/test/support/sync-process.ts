import { createKeyfactorClient } from '@certbridge/keyfactor-client';
import { createSectigoClient } from '@certbridge/sectigo-client';
import { openStateStore, readSettings, runMetadataSync, type SyncMode } from '../../src/index.ts';
import type { SettingsDocuments } from '../../src/settings/read-settings.ts';

/** What a sync in a process of its own is told. */
export interface SyncJob {
  readonly documents: SettingsDocuments;
  readonly sectigo: Parameters<typeof createSectigoClient>[0];
  readonly keyfactor: Parameters<typeof createKeyfactorClient>[0];
  readonly stateFile: string;
  readonly runId: string;
  readonly mode: SyncMode;
}

// Runs one sync, as the command line would; started by `startSync`.
const job = JSON.parse(process.argv[2] ?? '') as SyncJob;
const reading = readSettings(job.documents);
if (!reading.ok) throw new Error('the settings are not valid');
await runMetadataSync({
  mode: job.mode,
  settings: reading.settings,
  runId: job.runId,
  store: await openStateStore({ file: job.stateFile }),
  sectigo: createSectigoClient(job.sectigo),
  keyfactor: createKeyfactorClient(job.keyfactor),
});
