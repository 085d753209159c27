import type { SyncSettings } from '../settings/sync-settings.ts';
import type { StateStore } from '../state/state-store.ts';
import type { KeyfactorPort, SectigoPort } from './ports.ts';

/** Options of every kind of run. */
export interface RunOptions {
  readonly settings: SyncSettings;
  readonly sectigo: SectigoPort;
  readonly keyfactor: KeyfactorPort;
  /** Identifies the run in logs, history and summary; a UUID. */
  readonly runId: string;
  /** Where the run is recorded. Without it there is no history, no undo, and a sync in two directions can't tell who changed a value. */
  readonly store?: StateStore | undefined;
  /** Hashes the values of sensitive fields for the store; from `createSensitiveHash`. Required with both a store and such a field. */
  readonly hashSensitive?: ((text: string) => string) | undefined;
  /** Calls that each client keeps in flight; twice as many certificates are worked on. Default 8 each. */
  readonly concurrency?: { readonly sectigo: number; readonly keyfactor: number } | undefined;
  /** Ends the run: writes in flight get ten seconds to finish, and the result tells how far it came. */
  readonly signal?: AbortSignal | undefined;
}
