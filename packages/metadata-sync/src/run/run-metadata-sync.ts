import { getLogger } from '@logtape/logtape';
import type { FieldPlan, RunStop, SyncMode } from '../fields/field-plan.ts';
import { resolveFields } from '../fields/resolve-fields.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { ExitCode, RunProblem, RunSummary } from '../summary/run-summary.ts';
import { applyCertificates } from './apply-certificates.ts';
import { applyFields } from './apply-fields.ts';
import { describeFailure, isAborted } from './describe-failure.ts';
import { describeStop } from './describe-stop.ts';
import { type PlannedCertificate, planCertificates } from './plan-certificates.ts';
import type { KeyfactorPort, SectigoPort } from './ports.ts';
import { readFieldDefinitions, readInventory } from './read-inventory.ts';
import type { RunContext } from './run-context.ts';
import { Tally } from './tally.ts';

/** How long writes in flight may take to finish after the run was interrupted, in milliseconds. */
const WRITE_GRACE = 10_000;

/** What a run is told. */
export interface SyncOptions {
  readonly mode: SyncMode;
  readonly settings: SyncSettings;
  readonly sectigo: SectigoPort;
  readonly keyfactor: KeyfactorPort;
  /** Identifies the run in logs and in the summary; a UUID. */
  readonly runId: string;
  /** Work out the differences and write nothing. */
  readonly dryRun?: boolean;
  /** Bring existing metadata fields to what the configuration says. Without it differences are reported only. */
  readonly updateFields?: boolean;
  /** Calls that each client keeps in flight at one time; twice as many certificates are worked on. Default 8. */
  readonly concurrency?: number;
  /** Ends the run: calls in flight finish or abort, and the result tells how far it came. */
  readonly signal?: AbortSignal | undefined;
}

/** What a run came to. */
export interface SyncResult {
  readonly summary: RunSummary;
  /** Set where the run stopped for the operator before any write. */
  readonly stop?: RunStop;
}

/**
 * Syncs certificate metadata in one direction: reads both systems, plans, and writes what differs.
 *
 * Nothing is written before both inventories were read whole. Never throws for what a system or a certificate does
 * wrong: the result's exit code and lists tell.
 */
export async function runMetadataSync(options: SyncOptions): Promise<SyncResult> {
  return new Run(options).execute();
}

/** Stands for a stop that is not an error, so that the steps need not hand it back one by one. */
class Stopped {
  readonly stop: RunStop;

  constructor(stop: RunStop) {
    this.stop = stop;
  }
}

class Run {
  readonly #options: SyncOptions;
  readonly #context: RunContext;
  readonly #startedAt = new Date();
  readonly #controller = new AbortController();
  readonly #done = { created: 0, updated: 0 };
  #fieldPlan: FieldPlan | undefined;
  #planned: readonly PlannedCertificate[] = [];
  #outage: unknown;

  constructor(options: SyncOptions) {
    this.#options = options;
    const { mode, settings, sectigo, keyfactor, concurrency = 8, dryRun = false, signal } = options;
    const own = this.#controller.signal;
    this.#context = {
      mode,
      settings,
      sectigo,
      keyfactor,
      // While one half of the certificates waits for its answers, the other half's calls stand ready.
      concurrency: concurrency * 2,
      dryRun,
      tally: new Tally(),
      logger: getLogger(['certbridge', 'metadata-sync']),
      signal: signal ? AbortSignal.any([own, signal]) : own,
      stop: (error) => {
        this.#outage ??= error;
        this.#controller.abort();
      },
    };
  }

  async execute(): Promise<SyncResult> {
    const { mode, runId } = this.#options;
    const { logger } = this.#context;
    const kind = this.#context.dryRun ? 'dry run' : 'run';
    logger.info('Starting {mode} synchronization, {kind} {runId}.', { mode, kind, runId });
    try {
      await this.#steps();
    } catch (error) {
      // Reads that are still under way are of no use any more.
      this.#controller.abort();
      if (error instanceof Stopped) return this.#finish({ exitCode: 4, stop: error.stop });
      if (!this.#interrupted || !isAborted(error)) this.#outage ??= error;
    }
    if (this.#outage !== undefined) return this.#finish({ exitCode: 1 });
    if (this.#interrupted) return this.#finish({ exitCode: 130 });
    return this.#finish({ exitCode: this.#context.tally.hasFailures ? 3 : 0 });
  }

  async #steps(): Promise<void> {
    const context = this.#context;
    const { logger, tally } = context;
    const fieldPlan = await this.#planFields();
    const { groups, unmatched } = await readInventory(context, fieldPlan.mappings);
    for (const certificate of unmatched) tally.recordUnmatched(certificate);
    const counts = { matched: groups.length, unmatched: unmatched.length };
    logger.info('{matched} certificates matched, {unmatched} unmatched.', counts);
    this.#planned = await planCertificates(groups, fieldPlan.mappings, context);
    if (context.dryRun || context.signal.aborted) return this.#recordUnwritten();
    await this.#apply(fieldPlan);
  }

  async #planFields(): Promise<FieldPlan> {
    const context = this.#context;
    const definitions = await readFieldDefinitions(context);
    const { mode, settings, updateFields = false } = this.#options;
    const resolution = resolveFields({ mode, settings, updateFields, ...definitions });
    if ('stop' in resolution) throw new Stopped(resolution.stop);
    this.#fieldPlan = resolution.plan;
    for (const note of resolution.plan.notes) context.logger.info('{note}', { note });
    for (const warning of resolution.plan.warnings) context.logger.warn('{warning}', { warning });
    for (const { field, property } of resolution.plan.different) {
      context.logger.info('The metadata field {field} differs from the configuration in {property}.', {
        field,
        property,
      });
    }
    return resolution.plan;
  }

  async #apply(fieldPlan: FieldPlan): Promise<void> {
    const context = this.#context;
    try {
      await applyFields(fieldPlan, context, this.#done);
    } catch (error) {
      for (const { reference } of this.#planned) context.tally.record(reference, { kind: 'notProcessed' });
      throw error;
    }
    const grace = new AbortController();
    const startGrace = () => setTimeout(() => grace.abort(), WRITE_GRACE).unref();
    context.signal.addEventListener('abort', startGrace, { once: true });
    try {
      await applyCertificates(this.#planned, context, grace.signal);
    } finally {
      context.signal.removeEventListener('abort', startGrace);
    }
  }

  /** Records the planned certificates of a run that does not write. */
  #recordUnwritten(): void {
    const { dryRun, signal, tally } = this.#context;
    for (const { reference, plan } of this.#planned) {
      if (!dryRun || signal.aborted) tally.record(reference, { kind: 'notProcessed' });
      else if (plan.failures.length > 0)
        tally.record(reference, { kind: 'partial', failures: plan.failures });
      else tally.record(reference, { kind: 'updated' });
    }
  }

  get #interrupted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  #finish({ exitCode, stop }: { readonly exitCode: ExitCode; readonly stop?: RunStop }): SyncResult {
    const { runId, mode } = this.#options;
    const { dryRun, tally, sectigo, keyfactor } = this.#context;
    const plan = this.#fieldPlan;
    const summary: RunSummary = {
      runId,
      command: mode,
      mode,
      dryRun,
      startedAt: this.#startedAt.toISOString(),
      finishedAt: new Date().toISOString(),
      fields: {
        created: dryRun ? (plan?.create.length ?? 0) : this.#done.created,
        updated: dryRun ? (plan?.update.length ?? 0) : this.#done.updated,
        different: [...(plan?.different ?? [])],
      },
      certificates: tally.toSummary(),
      changes: [],
      deadRuns: [],
      calls: { sectigo: sectigo.requestCount, keyfactor: keyfactor.requestCount },
      problems: this.#problems(stop),
      ...(dryRun ? { plan: this.#describePlan() } : {}),
      exitCode,
    };
    return stop ? { summary, stop } : { summary };
  }

  #problems(stop: RunStop | undefined): RunProblem[] {
    if (stop) return describeStop(stop);
    if (this.#outage === undefined) return [];
    return [{ file: null, path: null, message: describeFailure(this.#outage), remedy: '' }];
  }

  #describePlan(): RunSummary['plan'] {
    return {
      createFields: this.#fieldPlan?.create.map(({ Name }) => Name) ?? [],
      updateFields: this.#fieldPlan?.update.map(({ Name }) => Name ?? '') ?? [],
      certificates: this.#planned.map(({ reference, plan }) => ({
        ...reference,
        changes: plan.changes.map(({ field, before, after }) => ({
          side: this.#options.mode === 'sctokf' ? ('keyfactor' as const) : ('sectigo' as const),
          field,
          before,
          after,
        })),
      })),
    };
  }
}
