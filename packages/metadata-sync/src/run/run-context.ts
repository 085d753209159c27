import type { Logger } from '@logtape/logtape';
import type { SyncMode } from '../fields/field-plan.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { KeyfactorPort, SectigoPort } from './ports.ts';
import type { Tally } from './tally.ts';

/** What every step of a run shares. */
export interface RunContext {
  readonly mode: SyncMode;
  readonly settings: SyncSettings;
  readonly sectigo: SectigoPort;
  readonly keyfactor: KeyfactorPort;
  /** Certificates worked on at the same time. */
  readonly concurrency: number;
  readonly dryRun: boolean;
  readonly tally: Tally;
  readonly logger: Logger;
  /** Ends the run: aborted by the operator or by an outage. */
  readonly signal: AbortSignal;
  /** Ends a run from within, because a system is out of reach. */
  readonly stop: (error: unknown) => void;
}
