import { writeFile } from 'node:fs/promises';
import { runMetadataSync, writePlanLines } from '@certbridge/metadata-sync';
import { defaultKnobs, type Sandbox, startSandbox } from '@certbridge/sandbox';
import { DeadRuns } from './dead-runs.ts';
import { agreedFields, changedFields, edit } from './edits.ts';
import { countChanges, type Estate, findDifferences, takeEstate } from './estate.ts';
import {
  type ExpectedOutcome,
  expectApply,
  expectImport,
  expectRevert,
  expectSync,
  missingIn,
  pairsOf,
} from './oracle.ts';
import { createRandom, type Random } from './random.ts';
import { atRequest, SandboxWatch } from './sandbox-watch.ts';
import type { DisturbedRun, Mode, Schedule, Step } from './schedule.ts';
import { applyTask, importTask, revertTask, syncTask, type Task } from './task.ts';
import { type RunResult, Workplace } from './workplace.ts';

/** The result of a schedule; failures are thrown. */
export interface ScheduleResult {
  /** Number of killed processes. */
  readonly killed: number;
}

/** Plays a schedule against its own sandbox. Throws an error that says what went wrong and where. */
export async function playSchedule(schedule: Schedule): Promise<ScheduleResult> {
  const { seed, certificates, switches } = schedule;
  const sandbox = await startSandbox({ seed, certificates, switches, now: new Date('2026-03-15') });
  const workplace = await Workplace.create(sandbox, schedule);
  const player = new Player(sandbox, { workplace, schedule });
  try {
    for (const [index, step] of schedule.steps.entries()) {
      await player.play(step, `step ${index + 1}`);
      await player.lookForSecrets(`step ${index + 1}`);
    }
    return { killed: player.killed };
  } finally {
    player.close();
    await sandbox.close();
    await workplace.remove();
  }
}

const calm = { concurrency: 4, retries: 5 };

class Player {
  killed = 0;
  readonly #sandbox: Sandbox;
  readonly #workplace: Workplace;
  readonly #schedule: Schedule;
  readonly #random: Random;
  readonly #watch: SandboxWatch;
  readonly #fieldsAtFirst: string;
  #agreed: ReadonlyMap<string, string> = new Map();
  readonly #dead = new DeadRuns();
  /** Serial numbers of certificates that an import may add to Command. */
  #awaited: ReadonlySet<string> = new Set();

  constructor(sandbox: Sandbox, { workplace, schedule }: { workplace: Workplace; schedule: Schedule }) {
    this.#sandbox = sandbox;
    this.#workplace = workplace;
    this.#schedule = schedule;
    this.#random = createRandom(schedule.seed + 1_000_003);
    this.#watch = new SandboxWatch(sandbox);
    this.#fieldsAtFirst = this.#foreignFields();
  }

  close(): void {
    this.#watch.close();
  }

  /** Plays a step: disturbed runs, then an undisturbed one that must finish everything. */
  async play(step: Step, name: string): Promise<void> {
    if (step.withoutState) {
      await this.#workplace.deleteState();
      this.#agreed = new Map();
      this.#dead.forget();
    }
    edit(this.#sandbox, this.#random, { count: step.edits });
    if (step.kind === 'sync') return this.#playSync(step, name);
    if (step.kind === 'import') return this.#playImport(step, name);
    return step.kind === 'apply' ? this.#playApply(step, name) : this.#playRevert(step, name);
  }

  async #playSync(step: Step, name: string): Promise<void> {
    const { mode } = step;
    const task = this.#syncTask(mode);
    this.#watch.restart();
    for (const [index, run] of step.runs.entries()) {
      const only = mode === 'both' ? agreedFields(this.#agreed) : undefined;
      edit(this.#sandbox, this.#random, { count: run.edits, only });
      // From now on, the results of the earlier runs count.
      this.#watch.restart();
      await this.#runDisturbed(task, run, `${name}, run ${index + 1} (${mode})`);
    }
    await this.#finishSync(step, `${name}, last run (${mode})`);
  }

  /** An undisturbed sync must end with exit code 0, or 3 for conflicts, and with the expected estate. */
  async #finishSync({ mode, runs, endsInProcess }: Step, name: string): Promise<void> {
    const { conflicts } = this.#expectSync(mode, takeEstate(this.#sandbox));
    await this.#runCalm(this.#syncTask(mode), { name, endsInProcess, exitCode: conflicts > 0 ? 3 : 0 });
    // Whether an interrupted one-way run has stored its agreed values is unknown.
    if (mode === 'both' || runs.length === 0)
      this.#agreed = this.#expectSync(mode, this.#watch.origin).agreed;
  }

  /** Removes some certificates from Command; the import must add each of them once. */
  async #playImport(step: Step, name: string): Promise<void> {
    const { commandState } = this.#sandbox;
    const lost = pairsOf(takeEstate(this.#sandbox), this.#rules()).filter(() => this.#random.chance(0.3));
    for (const [, { id }] of lost) commandState.removeCertificate(id);
    this.#watch.restart();
    const rules = this.#expectRules('sctokf');
    const missing = missingIn(this.#watch.origin, rules);
    this.#awaited = missing;
    const task = importTask((origin) => expectImport(origin, { missing, rules }));
    for (const [index, run] of step.runs.entries()) {
      await this.#runDisturbed(task, run, `${name}, run ${index + 1} (import)`);
    }
    const { endsInProcess } = step;
    await this.#runCalm(task, { name: `${name}, last run (import)`, endsInProcess });
    const held = commandState.certificates().map(({ serialNumber }) => serialNumber);
    for (const serial of missing) {
      const count = held.filter((other) => other === serial).length;
      if (count !== 1) throw new Error(`${name}: Command has ${serial} ${count} times after the import`);
    }
    this.#awaited = new Set();
    this.#watch.restart();
    await this.#finishSync({ ...step, mode: 'sctokf' }, `${name}, sync after the import`);
  }

  /** Searches everything written and printed for values of sensitive fields. */
  async lookForSecrets(name: string): Promise<void> {
    const { sensitive } = this.#schedule;
    if (sensitive.length === 0) return;
    const everything = await this.#workplace.readEverything();
    for (const field of sensitive) {
      // The prefix of edited values; the rest may be escaped in some way.
      const found = new RegExp(`${field} \\d+, .{0,20}|Line \\d+.{0,3}and one`).exec(everything);
      if (found && (field === 'Notes' || found[0].startsWith(field)))
        throw new Error(`${name}: a value of ${field} can be read: ${found[0]}`);
    }
  }

  async #playApply(step: Step, name: string): Promise<void> {
    const { mode } = step;
    this.#watch.restart();
    const plannedFrom = this.#watch.origin;
    const planned = this.#expectSync(mode, plannedFrom);
    await this.#makePlan(mode);
    const isPlanned = changedFields(plannedFrom, planned.estate);
    const only = mode === 'both' ? agreedFields(this.#agreed) : isPlanned;
    edit(this.#sandbox, this.#random, { count: step.laterEdits, only });
    this.#watch.restart();
    const expected = expectApply(planned, { plannedFrom, now: this.#watch.origin });
    const task = applyTask(this.#workplace, (origin) => withThoseThatCame(expected, origin));
    for (const [index, run] of step.runs.entries()) {
      await this.#runDisturbed(task, run, `${name}, run ${index + 1} (apply ${mode})`);
    }
    // Certificates written earlier have what the plan says, unless they were edited: nothing is written, and a new plan has nothing to do for them.
    await this.#run(task, { ...calm, name: `${name}, apply ${mode} again` });
    await this.#finishSync(step, `${name}, last run (${mode})`);
  }

  async #playRevert(step: Step, name: string): Promise<void> {
    const { mode } = step;
    this.#watch.restart();
    const before = this.#watch.origin;
    const { conflicts } = this.#expectSync(mode, before);
    const exitCode = conflicts > 0 ? 3 : 0;
    const end = await this.#runCalm(this.#syncTask(mode), { name: `${name}, ${mode} to revert`, exitCode });
    const after = takeEstate(this.#sandbox);
    edit(this.#sandbox, this.#random, { count: step.laterEdits, only: changedFields(before, after) });
    this.#watch.restart();
    const { sensitive } = this.#schedule;
    const expected = expectRevert(this.#watch.origin, { before, after, sensitive });
    const task = revertTask(end.killed ? '' : end.summary.runId, (origin) =>
      withThoseThatCame(expected, origin),
    );
    for (const [index, run] of step.runs.entries()) {
      await this.#runDisturbed(task, run, `${name}, run ${index + 1} (revert)`);
    }
    const { endsInProcess } = step;
    await this.#runCalm(task, { name: `${name}, last run (revert)`, endsInProcess });
  }

  async #runDisturbed(task: Task, run: DisturbedRun, name: string): Promise<void> {
    const churnLimit = this.#watch.churn + run.churn;
    this.#sandbox.setKnobs({ ...run.knobs, churnLimit });
    try {
      await this.#run(task, { ...run, name });
    } finally {
      this.#sandbox.setKnobs(defaultKnobs());
    }
  }

  async #runCalm(
    task: Task,
    { name, exitCode, endsInProcess = false }: { name: string; exitCode?: number; endsInProcess?: boolean },
  ): Promise<RunResult> {
    const end = await this.#run(task, { ...calm, name, isProcess: endsInProcess });
    if (end.killed) throw new Error(`${name}: was killed by nobody`);
    const { summary } = end;
    const fits = exitCode === undefined ? [0, 3].includes(summary.exitCode) : summary.exitCode === exitCode;
    if (!fits) {
      throw new Error(
        `${name}: exit code ${summary.exitCode}, ${exitCode ?? 'not 0 or 3'}: ${JSON.stringify(summary)}`,
      );
    }
    this.#check(task, { name, done: true });
    return end;
  }

  /** Makes a run and checks the estate, how the run ended, and what it reports about killed ones. */
  async #run(
    task: Task,
    options: {
      name: string;
      concurrency: number;
      retries: number;
      end?: DisturbedRun['end'];
      isProcess?: boolean;
    },
  ): Promise<RunResult> {
    const { name, concurrency, retries, end: ending = { kind: 'itself' } as const } = options;
    const before = takeEstate(this.#sandbox);
    const churnBefore = this.#watch.churn;
    const interruption = new AbortController();
    const isProcess = options.isProcess ?? ending.kind === 'killed';
    const keepTokens = this.#withdrawTokens();
    const argv = [...task.argv, '--concurrency', String(concurrency)];
    const program = isProcess ? this.#workplace.startProgram(argv) : undefined;
    const strike = () => (program ? program.kill() : interruption.abort());
    const stop =
      ending.kind === 'itself'
        ? undefined
        : atRequest(this.#sandbox, { ...ending, number: this.#numberAt(task, ending) }, strike);
    const { signal } = interruption;
    const end = await (program?.end ?? this.#workplace.runEngine(task.run, { concurrency, retries, signal }));
    stop?.();
    keepTokens();
    await this.#watch.quiet();
    const isUndisturbed = this.#watch.churn === churnBefore;
    this.#check(task, { name, done: !end.killed && end.summary.exitCode === 0 && isUndisturbed });
    if (end.killed) {
      this.killed += 1;
      this.#dead.add(isUndisturbed ? countChanges(before, takeEstate(this.#sandbox)) : undefined);
      return end;
    }
    const { exitCode, problems } = end.summary;
    if (![0, 1, 3, 130].includes(exitCode)) {
      throw new Error(`${name}: exit code ${exitCode}: ${JSON.stringify(problems)}`);
    }
    this.#dead.check(end.summary, { name, exactly: task.readsAll && exitCode === 0 && isUndisturbed });
    return end;
  }

  /** The number of the request at which a run ends, among those it needs. */
  #numberAt(task: Task, { of, share }: { of: 'requests' | 'writes'; share: number }): number {
    const { origin } = this.#watch;
    const expected = task.expect(origin);
    const now = takeEstate(this.#sandbox);
    let writes = 0;
    for (const side of ['scm', 'command'] as const) {
      for (const [id, view] of expected[side]) {
        if (JSON.stringify(view) !== JSON.stringify(now[side].get(id))) writes += 1;
      }
    }
    const pairs = pairsOf(now, this.#rules()).length;
    return 1 + Math.floor(share * (of === 'writes' && writes > 0 ? writes : 8 + pairs + 2 * writes));
  }

  /** Revokes all tokens at a request of the run, after which it gets new ones. */
  #withdrawTokens(): () => void {
    if (this.#schedule.login === 'password') return () => undefined;
    const moment = { phase: 'arrived', of: 'requests', number: this.#random.integer(3, 60) } as const;
    return atRequest(this.#sandbox, moment, () => void this.#sandbox.revokeTokens());
  }

  #check(task: Task, { name, done }: { name: string; done: boolean }): void {
    const { origin, left } = this.#watch;
    const actual = takeEstate(this.#sandbox);
    for (const [id, view] of actual.command) {
      if (this.#awaited.has(view.serialNumber) && !origin.command.has(id))
        origin.command.set(id, { ...view, metadata: {} });
    }
    // A certificate may have been written, removed, and added again under a new id.
    const expected = task.expect(withoutRemoved(origin, actual));
    const earlier = [origin, task.expect(origin)];
    const differences = findDifferences(actual, { origin, expected, earlier, left, done });
    if (this.#foreignFields() !== this.#fieldsAtFirst)
      differences.push('fields that are not in the sync changed');
    const names = this.#sandbox.commandState.metadataFields().map(({ Name }) => Name);
    if (new Set(names).size < names.length) differences.push('a metadata field is there twice');
    if (differences.length > 0)
      throw new Error(`${name}${done ? '' : ' (not done)'}:\n${differences.join('\n')}`);
  }

  #syncTask(mode: Mode): Task {
    return syncTask(mode, (origin) => this.#expectSync(mode, origin).estate);
  }

  async #makePlan(mode: Mode): Promise<void> {
    const end = await this.#workplace.runEngine(async (options) => {
      return runMetadataSync({
        ...options,
        mode,
        dryRun: true,
        onPlan: async (plan) => {
          const { hashSensitive } = this.#workplace;
          const lines = await Array.fromAsync(writePlanLines(plan, { hashSensitive }));
          await writeFile(this.#workplace.planFile, lines.join(''));
        },
      });
    }, calm);
    if (end.killed || ![0, 3].includes(end.summary.exitCode))
      throw new Error(`no plan: ${JSON.stringify(end)}`);
  }

  #rules() {
    const { includeEnded, conflicts, clears } = this.#schedule;
    const { scm, now } = this.#sandbox;
    return { sslTypeIds: scm.sslTypeIds, now, includeEnded, conflicts, clears };
  }

  #expectSync(mode: Mode, estate: Estate): ExpectedOutcome {
    return expectSync(estate, this.#expectRules(mode));
  }

  #expectRules(mode: Mode) {
    return { mode, agreed: this.#agreed, ...this.#rules() };
  }

  /** Definitions that no sync may change: all custom fields, and Command's initial metadata fields. */
  #foreignFields(): string {
    const { scmState, commandState } = this.#sandbox;
    return JSON.stringify([scmState.customFields(), commandState.metadataFields().slice(0, 2)]);
  }
}

/** Adds certificates that appeared later, which weren't part of the plan or run. */
function withThoseThatCame(expected: Estate, origin: Estate): Estate {
  return {
    scm: new Map([...origin.scm, ...expected.scm]),
    command: new Map([...origin.command, ...expected.command]),
  };
}

function withoutRemoved(origin: Estate, actual: Estate): Estate {
  return {
    scm: new Map([...origin.scm].filter(([id]) => actual.scm.has(id))),
    command: new Map([...origin.command].filter(([id]) => actual.command.has(id))),
  };
}
