import { getLogger, type Logger } from '@logtape/logtape';
import type { FieldPlan } from '../fields/field-plan.ts';
import type { PlanTotals } from '../planning/plan-totals.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { RunKind, StateStore } from '../state/state-store.ts';
import type { SyncMode } from '../sync-mode.ts';
import type { WorkArea } from '../work/work-area.ts';
import { OutageWatch } from './failures.ts';
import type { KeyfactorPort, SectigoPort } from './ports.ts';
import { Recorder } from './recorder.ts';
import { Tally } from './tally.ts';

/** How long writes in flight may take to finish after the run was interrupted, in milliseconds. */
const WRITE_GRACE = 10_000;

const DEFAULT_CONCURRENCY = { sectigo: 8, keyfactor: 8 };

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
  /** Ends the run: writes in flight get ten seconds to finish, and the result says how far it got. */
  readonly signal?: AbortSignal | undefined;
}

/** What a run does. */
export interface RunPurpose {
  readonly kind: RunKind;
  readonly mode: SyncMode;
  readonly dryRun: boolean;
  /** The plan that is applied or the run that is reverted. */
  readonly of: string | null;
}

/** What the steps of a run find out in addition to how certificates end. */
export interface RunFindings {
  fieldPlan: FieldPlan | undefined;
  /** Metadata fields created and updated so far. */
  created: number;
  updated: number;
  readonly warnings: string[];
  /** A warning keeps the run from ending as a full success. */
  hasFindings: boolean;
  /** The error that ended the run, of several the first. */
  failure: unknown;
}

/** What every step of a run shares. */
export interface RunContext extends RunPurpose {
  readonly runId: string;
  readonly startedAt: string;
  readonly settings: SyncSettings;
  readonly sectigo: SectigoPort;
  readonly keyfactor: KeyfactorPort;
  /** Calls that each client keeps in flight. */
  readonly concurrency: { readonly sectigo: number; readonly keyfactor: number };
  readonly recorder: Recorder;
  readonly tally: Tally;
  readonly findings: RunFindings;
  readonly outage: OutageWatch;
  readonly hashSensitive: (text: string) => string;
  /** There is a store and no way to hide sensitive values in it. */
  readonly lacksHash: boolean;
  readonly logger: Logger;
  /** Ends the run: aborted by the operator or by {@link stop}. */
  readonly signal: AbortSignal;
  /** Ends writes in flight, some time after `signal`. */
  readonly writeSignal: AbortSignal;
  readonly isInterrupted: () => boolean;
  /** Lets go of the operator's signal, which may outlive many runs. */
  readonly release: () => void;
  /** Ends the run because of an error: a system is out of reach, or the state can't be used. */
  readonly stop: (error: unknown) => void;
  /** Warns the operator in the log and in the summary. */
  readonly warn: (warning: string, options?: { readonly isFinding?: boolean }) => void;
}

/** What the steps of a sync, of its plan and of its reversal share. */
export interface SyncContext extends RunContext {
  /** What was read and planned. */
  readonly work: WorkArea;
  readonly totals: PlanTotals;
}

/** Creates the context of a run that has not begun yet. */
export function createRunContext(options: RunOptions, purpose: RunPurpose): RunContext {
  const { settings, sectigo, keyfactor, runId, store, signal } = options;
  // Without a store nothing is kept, so there is nothing to hide either.
  const { hashSensitive = (text: string) => text, concurrency = DEFAULT_CONCURRENCY } = options;
  const logger = getLogger(['certbridge', 'metadata-sync']);
  const findings: RunFindings = {
    fieldPlan: undefined,
    created: 0,
    updated: 0,
    warnings: [],
    hasFindings: false,
    failure: undefined,
  };
  const own = new AbortController();
  const grace = new AbortController();
  const eitherSignal = signal ? AbortSignal.any([own.signal, signal]) : own.signal;
  const startGrace = () => setTimeout(() => grace.abort(), WRITE_GRACE).unref();
  eitherSignal.addEventListener('abort', startGrace, { once: true });
  return {
    ...purpose,
    runId,
    startedAt: new Date().toISOString(),
    settings,
    sectigo,
    keyfactor,
    concurrency,
    recorder: new Recorder({ store, runId, hashSensitive }),
    tally: new Tally(),
    findings,
    outage: new OutageWatch(),
    hashSensitive,
    lacksHash: store !== undefined && options.hashSensitive === undefined,
    logger,
    signal: eitherSignal,
    writeSignal: grace.signal,
    isInterrupted: () => signal?.aborted ?? false,
    release: () => eitherSignal.removeEventListener('abort', startGrace),
    stop: (error) => {
      findings.failure ??= error;
      own.abort();
    },
    warn: (warning, { isFinding = false } = {}) => {
      logger.warn('{warning}', { warning });
      findings.warnings.push(warning);
      findings.hasFindings ||= isFinding;
    },
  };
}
