import { randomUUID } from 'node:crypto';
import type { RunKind, RunSummary, SyncMode } from '@certbridge/metadata-sync';
import type { Logger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import { problemDocument } from '../configuration-error.ts';
import type { OptionsOf } from '../frame/action.ts';
import { type ActionRun, type ProgramContext, withLogOptions } from '../frame/run-action.ts';
import { calls } from '../option-values.ts';
import type { Concurrency } from '../settings/connect.ts';
import { concurrencyOption } from '../shared-options.ts';
import { configFiles, findState, type StatePlace, stateAction } from './open-state.ts';

/** Makes an action that works with both systems, with the options that all of those take. */
export function engineAction(name: string, summary: string) {
  return withLogOptions(stateAction(name, summary))
    .addOption(concurrencyOption('calls under way to each system at one time'))
    .option('--sectigo-concurrency <n>', 'the same for Sectigo only', calls)
    .option('--keyfactor-concurrency <n>', 'the same for Keyfactor only', calls);
}

/** What every action takes that works with both systems. */
export type EngineActionOptions = OptionsOf<typeof engineAction>;

/** What the summaries of all runs have. */
export type SummaryEnding = Pick<RunSummary, 'exitCode' | 'problems'>;

/** What a run is for. */
export interface ActionPurpose {
  readonly kind: RunKind;
  /** `both` where it is not known before the run. */
  readonly mode: SyncMode;
  readonly dryRun: boolean;
  /** The plan of a dry run is kept, and with it hashes of sensitive values. */
  readonly keepsPlan?: boolean;
}

/** A run as its summary names it. */
export interface NamedRun extends ActionPurpose {
  readonly runId: string;
  readonly startedAt: Date;
}

/** A run that works with both systems. */
export interface EngineRun extends NamedRun, StatePlace, ProgramContext {
  readonly concurrency: Concurrency;
}

/** How a kind of summary is created, printed and logged. */
export interface SummaryForm<S extends SummaryEnding> {
  readonly render: (summary: S) => string;
  /** Logs the lists, whole where the printed text is cut. Log files hold no values. */
  readonly log: (summary: S, logger: Logger) => void;
  /** The summary of a run that did nothing. */
  readonly empty: (run: NamedRun, ending: SummaryEnding) => S;
}

/** The work of an action, and what its summary is like. */
export interface EngineWork<S extends SummaryEnding> {
  readonly form: SummaryForm<S>;
  /** Throws a `ProgramError` if nothing was done. */
  readonly work: (run: EngineRun) => Promise<S>;
}

/** An action that works with both systems, whose result is the summary of its run. */
export function engineRun<S extends SummaryEnding>(
  io: Pick<CliIo, 'cwd'>,
  options: EngineActionOptions & ActionPurpose,
  { form, work }: EngineWork<S>,
): ActionRun {
  const { kind, mode, dryRun, keepsPlan = false, json, logLevel, concurrency } = options;
  const { sectigoConcurrency: sectigo = concurrency, keyfactorConcurrency: keyfactor = concurrency } =
    options;
  const named = { kind, mode, dryRun, keepsPlan, runId: randomUUID(), startedAt: new Date() };
  const place = findState(options, io);
  const { configDirectory } = place;
  return {
    json,
    log: { kind: 'files', name: kind, configDirectory, configFiles, level: logLevel },
    work: async (context) => {
      const run = { ...context, ...named, ...place, concurrency: { sectigo, keyfactor } };
      const summary = await work(run);
      return {
        exitCode: summary.exitCode,
        document: summary,
        lines: context.redactor.redact(form.render(summary)).split('\n'),
        log: (logger) => {
          for (const { message, remedy } of summary.problems)
            logger.error('{message} {remedy}', { message, remedy });
          form.log(summary, logger);
        },
      };
    },
    describeFailure: ({ exitCode, problems }) =>
      form.empty(named, { exitCode, problems: problems.map(problemDocument) }),
  };
}
