import { getLogger } from '@logtape/logtape';
import type { FieldPlan, RunStop, SyncMode } from '../fields/field-plan.ts';
import { resolveFields } from '../fields/resolve-fields.ts';
import { listSensitiveFields } from '../fields/sensitive-fields.ts';
import { planScope } from '../planning/fingerprint.ts';
import { PlanTotals } from '../planning/plan-totals.ts';
import type { SyncPlan } from '../planning/sync-plan.ts';
import { checkProfiles, type ProfileCheck } from '../scope/check-profiles.ts';
import { StateError } from '../state/state-error.ts';
import type { RunCommand } from '../state/state-store.ts';
import type { ExitCode, RunProblem, RunSummary } from '../summary/run-summary.ts';
import { WorkArea } from '../work/work-area.ts';
import { applyFields } from './apply-fields.ts';
import { describeFailure, isAborted } from './describe-failure.ts';
import { describeStop } from './describe-stop.ts';
import { logFields } from './log-fields.ts';
import { readFieldDefinitions } from './read-inventory.ts';
import { Recorder } from './recorder.ts';
import type { RunContext } from './run-context.ts';
import type { RunOptions, SyncResult } from './sync-options.ts';
import { Tally } from './tally.ts';
import { type Writing, writeCertificates } from './write-certificates.ts';

/** How long writes in flight may take to finish after the run was interrupted, in milliseconds. */
const WRITE_GRACE = 10_000;

const DEFAULT_CONCURRENCY = { sectigo: 8, keyfactor: 8 };

/** What kind of run it is. */
export interface RunKind {
  readonly command: RunCommand;
  readonly mode: SyncMode;
  readonly dryRun: boolean;
  readonly updateFields: boolean;
  /** The plan that is applied or the run that is reverted. */
  readonly of: string | null;
}

/** Stands for a stop that is not an error, so that the steps need not hand it back one by one. */
class Stopped {
  readonly stop: RunStop;

  constructor(stop: RunStop) {
    this.stop = stop;
  }
}

/** One run from begin to summary: what is common to every kind. */
export class Run {
  readonly context: RunContext;
  readonly #options: RunOptions;
  readonly #kind: RunKind;
  readonly #startedAt = new Date();
  readonly #controller = new AbortController();
  readonly #done = { created: 0, updated: 0 };
  #fieldPlan: FieldPlan | undefined;
  readonly #warnings: string[] = [];
  #hasFindings = false;
  #outage: unknown;

  constructor(options: RunOptions, kind: RunKind) {
    this.#options = options;
    this.#kind = kind;
    const { settings, sectigo, keyfactor, runId, store, signal } = options;
    // Without a store nothing is kept, so there is nothing to hide either.
    const { hashSensitive = (text: string) => text, concurrency = DEFAULT_CONCURRENCY } = options;
    const own = this.#controller.signal;
    this.context = {
      mode: kind.mode,
      settings,
      sectigo,
      keyfactor,
      concurrency,
      dryRun: kind.dryRun,
      work: new WorkArea(),
      recorder: new Recorder({ store, runId, hashSensitive }),
      tally: new Tally(),
      totals: new PlanTotals(),
      hashSensitive,
      logger: getLogger(['certbridge', 'metadata-sync']),
      signal: signal ? AbortSignal.any([own, signal]) : own,
      stop: (error) => {
        this.#outage ??= error;
        this.#controller.abort();
      },
    };
  }

  /** Takes the steps and sums up what they came to. Never throws for what a system, a certificate or the store does wrong. */
  async execute(steps: () => Promise<void>): Promise<SyncResult> {
    const { command, dryRun } = this.#kind;
    const { logger, recorder, work } = this.context;
    const name = dryRun ? 'dry run' : 'run';
    logger.info('Starting {command}, {name} {runId}.', { command, name, runId: this.#options.runId });
    try {
      const result = await this.#attempt(steps);
      await recorder.finish(this.#toEnd(result.summary));
      return result;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      this.#outage ??= error;
      return await this.#finish({ exitCode: 1 });
    } finally {
      work.close();
    }
  }

  async #attempt(steps: () => Promise<void>): Promise<SyncResult> {
    const { dryRun, command, of } = this.#kind;
    const { recorder, tally } = this.context;
    try {
      if (!dryRun) await recorder.begin({ command, of, startedAt: this.#startedAt.toISOString() });
      await steps();
    } catch (error) {
      // Reads that are still under way are of no use any more.
      this.#controller.abort();
      if (error instanceof Stopped) return this.#finish({ exitCode: 4, stop: error.stop });
      if (!this.#interrupted || !isAborted(error)) this.#outage ??= error;
    }
    if (this.#outage !== undefined) return this.#finish({ exitCode: 1 });
    if (this.#interrupted) return this.#finish({ exitCode: 130 });
    const hasFindings = tally.hasFailures || this.#hasFindings || (this.#fieldPlan?.leftOut.length ?? 0) > 0;
    return this.#finish({ exitCode: hasFindings ? 3 : 0 });
  }

  /** Reads the fields of both systems and decides which take part; stops where that leaves questions open. */
  async planFields(): Promise<FieldPlan> {
    const { context } = this;
    const definitions = await readFieldDefinitions(context);
    const { mode, updateFields } = this.#kind;
    const resolution = resolveFields({ mode, settings: context.settings, updateFields, ...definitions });
    if ('stop' in resolution) throw new Stopped(resolution.stop);
    this.#fieldPlan = resolution.plan;
    logFields(resolution.plan, context.logger);
    for (const { field, property } of resolution.plan.different) {
      const properties = { field, property };
      context.logger.info(
        'The metadata field {field} differs from the configuration in {property}.',
        properties,
      );
    }
    if (resolution.plan.mappings.some(({ sensitive }) => sensitive)) this.#checkHashing();
    return resolution.plan;
  }

  /** Checks the profiles of the configuration; stops where SCM has none of them. */
  async checkProfiles(): Promise<ProfileCheck> {
    const check = await checkProfiles(this.context);
    if (check.unchecked !== undefined) this.warn(check.unchecked);
    if (check.unknown !== undefined) this.warn(check.unknown, { isFinding: true });
    this.stopFor(check.stop);
    return check;
  }

  /** Tells the operator something in the log and in the summary; a finding keeps the run from ending as a full success. */
  warn(warning: string, { isFinding = false } = {}): void {
    this.context.logger.warn('{warning}', { warning });
    this.#warnings.push(warning);
    this.#hasFindings ||= isFinding;
  }

  /** Ends the run for the operator; does nothing where there is no reason to. */
  stopFor(stop: RunStop | undefined): void {
    if (stop !== undefined) throw new Stopped(stop);
  }

  /** Digests what a plan of this run is made for. */
  scopeOf({ mappings }: FieldPlan): string {
    const { mode, settings } = this.context;
    return planScope(mappings, { mode, systems: [settings.sectigo.baseUrl, settings.keyfactor.baseUrl] });
  }

  /** Describes what the work area holds as planned. */
  describePlan(fieldPlan: FieldPlan): SyncPlan {
    const { totals, work, mode } = this.context;
    return {
      header: {
        planId: this.#options.runId,
        mode,
        createdAt: new Date().toISOString(),
        scope: this.scopeOf(fieldPlan),
        createFields: fieldPlan.create.map(({ Name }) => Name),
        updateFields: fieldPlan.update.map(({ Name }) => Name ?? ''),
        certificates: totals.planned,
        fields: totals.fields,
        scopeCertificates: totals.certificates,
        scopeValues: totals.values,
      },
      async *certificates() {
        for (const { certificate } of work.planned()) yield certificate;
      },
    };
  }

  /** Creates and updates metadata fields, then writes certificates. */
  async write(fieldPlan: FieldPlan, writing: Omit<Writing, 'sensitiveFields' | 'signal'>): Promise<void> {
    const { context } = this;
    try {
      await applyFields(fieldPlan, context, this.#done);
    } catch (error) {
      for await (const { certificate } of writing.rows) {
        context.tally.record(certificate, { kind: 'notProcessed' });
      }
      throw error;
    }
    const grace = new AbortController();
    const startGrace = () => setTimeout(() => grace.abort(), WRITE_GRACE).unref();
    context.signal.addEventListener('abort', startGrace, { once: true });
    try {
      const sensitiveFields = listSensitiveFields(fieldPlan.mappings);
      await writeCertificates({ ...writing, sensitiveFields, signal: grace.signal }, context);
    } finally {
      context.signal.removeEventListener('abort', startGrace);
    }
  }

  /** Records the planned certificates of a run that does not write. */
  recordUnwritten(): void {
    const { dryRun, signal, tally, work } = this.context;
    for (const { certificate, commonName, failures } of work.planned()) {
      if (!dryRun || signal.aborted) tally.record(certificate, { kind: 'notProcessed' });
      else if (failures.length > 0)
        tally.record({ ...certificate, commonName: commonName ?? null }, { kind: 'partial', failures });
      else tally.record(certificate, { kind: 'updated' });
    }
  }

  get #interrupted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  #checkHashing(): void {
    const { store, hashSensitive } = this.#options;
    if (store === undefined || hashSensitive !== undefined) return;
    throw new TypeError(
      'A field is marked sensitive: hashSensitive is needed to keep its values in a store.',
    );
  }

  async #finish({
    exitCode,
    stop,
  }: {
    readonly exitCode: ExitCode;
    readonly stop?: RunStop;
  }): Promise<SyncResult> {
    const { command, mode } = this.#kind;
    const { dryRun, tally, totals, recorder, sectigo, keyfactor } = this.context;
    const plan = this.#fieldPlan;
    const summary: RunSummary = {
      runId: this.#options.runId,
      command,
      mode,
      dryRun,
      startedAt: this.#startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      fields: {
        created: dryRun ? (plan?.create.length ?? 0) : this.#done.created,
        updated: dryRun ? (plan?.update.length ?? 0) : this.#done.updated,
        different: [...(plan?.different ?? [])],
        leftOut: [...(plan?.leftOut ?? [])],
      },
      certificates: tally.toSummary(),
      changes: [...totals.fields],
      deadRuns: await recorder.describeDeadRuns().catch(() => []),
      detailsFor: [...tally.detailsFor],
      reportDiffers: tally.reportDiffers.toSorted((a, b) => (a.field < b.field ? -1 : 1)),
      returning: tally.returning,
      calls: { sectigo: sectigo.requestCount, keyfactor: keyfactor.requestCount },
      warnings: [...this.#warnings],
      problems: this.#problems(stop),
      exitCode,
    };
    return stop ? { summary, stop } : { summary };
  }

  #problems(stop: RunStop | undefined): RunProblem[] {
    if (stop) return describeStop(stop);
    if (this.#outage === undefined) return [];
    const remedy = this.#outage instanceof StateError ? this.#outage.remedy : '';
    return [{ file: null, path: null, message: describeFailure(this.#outage), remedy }];
  }

  #toEnd({ finishedAt, exitCode }: RunSummary) {
    return { finishedAt, exitCode, certificates: this.context.tally.counts };
  }
}
