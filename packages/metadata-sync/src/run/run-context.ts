import type { Logger } from '@logtape/logtape';
import type { SyncMode } from '../fields/field-plan.ts';
import type { PlanTotals } from '../planning/plan-totals.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { WorkArea } from '../work/work-area.ts';
import type { KeyfactorPort, SectigoPort } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { Tally } from './tally.ts';

/** What every step of a run shares. */
export interface RunContext {
  readonly mode: SyncMode;
  readonly settings: SyncSettings;
  readonly sectigo: SectigoPort;
  readonly keyfactor: KeyfactorPort;
  /** Calls that each client keeps in flight. */
  readonly concurrency: { readonly sectigo: number; readonly keyfactor: number };
  readonly dryRun: boolean;
  readonly work: WorkArea;
  readonly recorder: Recorder;
  readonly tally: Tally;
  readonly totals: PlanTotals;
  readonly hashSensitive: (text: string) => string;
  readonly logger: Logger;
  /** Ends the run: aborted by the operator or by an outage. */
  readonly signal: AbortSignal;
  /** Ends a run from within, because a system is out of reach. */
  readonly stop: (error: unknown) => void;
}
