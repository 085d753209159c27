import { ApiError } from '@certbridge/sectigo-client';
import { getLogger } from '@logtape/logtape';
import type { FieldPlan, RunStop } from '../fields/field-plan.ts';
import { resolveFields } from '../fields/resolve-fields.ts';
import { applyFields } from '../run/apply-fields.ts';
import { describeFailure, isAborted } from '../run/describe-failure.ts';
import { describeStop } from '../run/describe-stop.ts';
import { logFields } from '../run/log-fields.ts';
import { OutageWatch } from '../run/outage-watch.ts';
import { readFieldDefinitions } from '../run/read-inventory.ts';
import { checkProfiles } from '../scope/check-profiles.ts';
import { describeNothingListed } from '../scope/check-scope.ts';
import { countIssuers } from '../scope/count-issuers.ts';
import { describeIssuers } from '../scope/describe-issuers.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import { StateError } from '../state/state-error.ts';
import type { StateStore } from '../state/state-store.ts';
import type { ExitCode, RunProblem } from '../summary/run-summary.ts';
import { checkCandidates } from './check-candidates.ts';
import { findCandidates } from './find-candidates.ts';
import { importAll } from './import-all.ts';
import type { ImportRunContext } from './import-context.ts';
import { ImportHistory } from './import-history.ts';
import type { ImportOutcome } from './import-outcome.ts';
import type { ImportSummary, MissingCertificate } from './import-summary.ts';
import { ImportTally } from './import-tally.ts';
import type { ImportKeyfactorPort, ImportSectigoPort } from './ports.ts';

const DEFAULT_CONCURRENCY = { sectigo: 8, keyfactor: 8 };

/** What an import is told. */
export interface ImportOptions {
  readonly settings: SyncSettings;
  readonly sectigo: ImportSectigoPort;
  readonly keyfactor: ImportKeyfactorPort;
  /** Identifies the run in logs, history and summary; a UUID. */
  readonly runId: string;
  /** Import what is missing. Without it the certificates are listed, and nothing is written. */
  readonly apply: boolean;
  /** Where the run and its values are kept; nothing is without it. Only an import that applies is kept. */
  readonly store?: StateStore | undefined;
  /** Stands in for the values of sensitive fields in the store; needed where there is a store and such a field. */
  readonly hashSensitive?: ((text: string) => string) | undefined;
  /** Calls that each client keeps in flight at one time (8); as many certificates as both are worked on. */
  readonly concurrency?: { readonly sectigo: number; readonly keyfactor: number } | undefined;
  /** Ends the run: imports that were begun get ten seconds to finish, and the result tells how far it came. */
  readonly signal?: AbortSignal | undefined;
}

/** What an import came to. */
export interface ImportResult {
  readonly summary: ImportSummary;
  /** Set where the run stopped for the operator before any write. */
  readonly stop?: RunStop;
}

/**
 * Lists the certificates of SCM that Command does not have and, where asked to, imports them with their metadata.
 *
 * Each is looked for in Command by its serial number and, right before the import, by its thumbprint, and is read back
 * by its thumbprint afterwards. Never throws for what a system or a certificate does wrong: the result's exit code and
 * lists tell.
 */
export async function importMissing(options: ImportOptions): Promise<ImportResult> {
  return new ImportRun(options).execute();
}

class ImportRun {
  readonly #options: ImportOptions;
  readonly #context: ImportRunContext;
  readonly #startedAt = new Date().toISOString();
  readonly #controller = new AbortController();
  readonly #tally = new ImportTally();
  readonly #watch = new OutageWatch();
  readonly #history: ImportHistory;
  readonly #done = { created: 0, updated: 0 };
  readonly #warnings: string[] = [];
  #hasFindings = false;
  #fieldPlan: FieldPlan | undefined;
  #stop: RunStop | undefined;
  /** What ended the run early, where that was neither the operator nor a stop. */
  #failure: unknown;

  constructor(options: ImportOptions) {
    const { settings, sectigo, keyfactor, apply, store, runId, signal } = options;
    // Without a store nothing is kept, so there is nothing to hide either.
    const { hashSensitive = (text: string) => text, concurrency = DEFAULT_CONCURRENCY } = options;
    const own = this.#controller.signal;
    this.#options = options;
    this.#history = new ImportHistory({ store: apply ? store : undefined, runId, hashSensitive });
    this.#context = {
      settings,
      sectigo,
      keyfactor,
      concurrency,
      logger: getLogger(['certbridge', 'metadata-sync']),
      signal: signal ? AbortSignal.any([own, signal]) : own,
      record: (certificate, outcome) => this.#record(certificate, outcome),
    };
  }

  async execute(): Promise<ImportResult> {
    const { apply, runId } = this.#options;
    const kind = apply ? 'import' : 'list of what is missing';
    this.#context.logger.info('Starting {kind}, run {runId}.', { kind, runId });
    try {
      await this.#history.begin(this.#startedAt);
      await this.#steps();
    } catch (error) {
      // Reads that are still under way are of no use any more.
      this.#controller.abort();
      if (!this.#interrupted || !isAborted(error)) this.#failure ??= error;
    }
    return this.#finish(new Date().toISOString());
  }

  async #finish(finishedAt: string): Promise<ImportResult> {
    try {
      const certificates = this.#tally.toRunEnd();
      await this.#history.finish({ finishedAt, exitCode: this.#exitCode, certificates });
    } catch (error) {
      this.#failure ??= error;
    }
    const deadRuns = await this.#history.describeDeadRuns().catch(() => []);
    const summary = { ...this.#summarize(), deadRuns, finishedAt };
    return this.#stop ? { summary, stop: this.#stop } : { summary };
  }

  async #steps(): Promise<void> {
    const { settings, logger } = this.#context;
    const profiles = await checkProfiles(this.#context);
    if (profiles.unchecked !== undefined) this.#warn(profiles.unchecked);
    if (profiles.unknown !== undefined) {
      this.#warn(profiles.unknown);
      this.#hasFindings = true;
    }
    if (profiles.stop !== undefined) {
      this.#stop = profiles.stop;
      return;
    }
    const definitions = await readFieldDefinitions(this.#context);
    const resolution = resolveFields({ mode: 'sctokf', settings, updateFields: false, ...definitions });
    if ('stop' in resolution) {
      this.#stop = resolution.stop;
      return;
    }
    const { plan } = resolution;
    this.#fieldPlan = plan;
    this.#checkHashing(plan);
    logFields(plan, logger);

    const candidates = await findCandidates(this.#context, profiles.sslTypeIds);
    this.#tally.recordList(candidates);
    for (const problem of candidates.unreadableInCommand) this.#warn(problem);
    this.#hasFindings ||= candidates.unreadableInCommand.length > 0;
    if (candidates.listed === 0) this.#warn(describeNothingListed(profiles.sslTypeIds, settings));
    await checkCandidates(candidates.certificates, this.#context);
    if (candidates.known === 0 && candidates.listed > 0) await this.#checkIssuer(candidates.listed);
    if (this.#stop !== undefined) return;
    const { missing } = this.#tally;
    const counts = { missing: missing.length, listed: candidates.listed };
    logger.info('{missing} of {listed} certificates are missing in Keyfactor.', counts);
    if (this.#options.apply && missing.length > 0) await this.#import(missing, plan);
  }

  /**
   * Command has no certificate of the issuer. Before a first import that is as it should be; where it has the very
   * certificates under another issuer, the term is wrong.
   */
  async #checkIssuer(listed: number): Promise<void> {
    const { settings, keyfactor, signal } = this.#context;
    const { issuers, isCut } = await countIssuers(keyfactor, { signal });
    const term = settings.keyfactor.issuerLookupTerm;
    const stop = { kind: 'issuer-unknown', term, sectigo: listed, issuers, isCut } as const;
    if (this.#tally.toSummary().found > 0) this.#stop = stop;
    else if (issuers.length > 0) this.#warn(describeIssuers(stop));
  }

  #warn(warning: string): void {
    this.#context.logger.warn('{warning}', { warning });
    this.#warnings.push(warning);
  }

  #checkHashing({ mappings }: FieldPlan): void {
    const { apply, store, hashSensitive } = this.#options;
    if (!apply || store === undefined || hashSensitive !== undefined) return;
    if (mappings.some(({ sensitive }) => sensitive)) {
      throw new TypeError('A field is marked sensitive: hashSensitive is needed to keep its values.');
    }
  }

  async #import(missing: readonly MissingCertificate[], plan: FieldPlan): Promise<void> {
    const context = this.#context;
    try {
      context.signal.throwIfAborted();
      await applyFields(plan, context, this.#done);
    } catch (error) {
      for (const certificate of missing) context.record(certificate, { kind: 'notProcessed' });
      throw error;
    }
    await importAll(missing, { ...context, mappings: plan.mappings, history: this.#history });
  }

  /** Takes down how a certificate ended, and ends the run where no other can end better. */
  #record(certificate: MissingCertificate, outcome: ImportOutcome): void {
    this.#tally.record(certificate, outcome);
    if (outcome.kind === 'notProcessed') return;
    const error = outcome.kind === 'failed' ? outcome.error : undefined;
    if (!(error instanceof StateError) && !(error instanceof ApiError)) this.#watch.succeeded();
    else if (error instanceof StateError || this.#watch.isOutage(error)) {
      this.#failure ??= error;
      this.#controller.abort();
    }
  }

  get #interrupted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  get #exitCode(): ExitCode {
    if (this.#failure !== undefined) return 1;
    if (this.#stop) return 4;
    if (this.#interrupted) return 130;
    const hasFindings =
      this.#tally.hasFailures || this.#hasFindings || (this.#fieldPlan?.leftOut.length ?? 0) > 0;
    return hasFindings ? 3 : 0;
  }

  #summarize(): Omit<ImportSummary, 'deadRuns' | 'finishedAt'> {
    const { runId, apply, sectigo, keyfactor } = this.#options;
    return {
      runId,
      command: 'import',
      apply,
      startedAt: this.#startedAt,
      fields: {
        missing: this.#fieldPlan?.create.map(({ Name }) => Name) ?? [],
        created: this.#done.created,
        leftOut: [...(this.#fieldPlan?.leftOut ?? [])],
      },
      certificates: this.#tally.toSummary(),
      calls: { sectigo: sectigo.requestCount, keyfactor: keyfactor.requestCount },
      warnings: [...this.#warnings],
      problems: [...(this.#stop ? describeStop(this.#stop) : []), ...describeProblem(this.#failure)],
      exitCode: this.#exitCode,
    };
  }
}

function describeProblem(failure: unknown): RunProblem[] {
  if (failure === undefined) return [];
  const { message, remedy } =
    failure instanceof StateError ? failure : { message: describeFailure(failure), remedy: '' };
  return [{ file: null, path: null, message, remedy }];
}
