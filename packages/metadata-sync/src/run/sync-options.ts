import type { RunStop, SyncMode } from '../fields/field-plan.ts';
import type { SyncPlan } from '../planning/sync-plan.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { StateStore } from '../state/state-store.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import type { KeyfactorPort, SectigoPort } from './ports.ts';

/** What every run is told. */
export interface RunOptions {
  readonly settings: SyncSettings;
  readonly sectigo: SectigoPort;
  readonly keyfactor: KeyfactorPort;
  /** Identifies the run in logs, history and summary; a UUID. */
  readonly runId: string;
  /** Where the run is put down. Without it there is no history, no undo, and a sync in two directions can't tell who changed a value. */
  readonly store?: StateStore | undefined;
  /** Hashes the values of sensitive fields for the store; from `createSensitiveHash`. Needed where both are there. */
  readonly hashSensitive?: ((text: string) => string) | undefined;
  /** Calls that each client keeps in flight at one time; twice as many certificates are worked on. Default 8 each. */
  readonly concurrency?: { readonly sectigo: number; readonly keyfactor: number } | undefined;
  /** Ends the run: calls in flight finish or abort, and the result tells how far it came. */
  readonly signal?: AbortSignal | undefined;
}

/** What a sync is told. */
export interface SyncOptions extends RunOptions {
  readonly mode: SyncMode;
  /** Work out the differences and write nothing, not into the store either. */
  readonly dryRun?: boolean | undefined;
  /** Bring existing metadata fields to what the configuration says. Without it differences are reported only. */
  readonly updateFields?: boolean | undefined;
  /** Go on where a safety limit would stop the run. */
  readonly force?: boolean | undefined;
  /** Called once all is planned, before anything is written; also where a limit stops the run afterwards. */
  readonly onPlan?: ((plan: SyncPlan) => Promise<void>) | undefined;
}

/** What a run came to. */
export interface SyncResult {
  readonly summary: RunSummary;
  /** Set where the run stopped for the operator before any write. */
  readonly stop?: RunStop;
}
