import { X509Certificate } from 'node:crypto';
import { defaultKnobs, type Sandbox, startSandbox } from '@certbridge/sandbox';
import type { CrashRun, CrashSchedule, Kill } from './crash-schedule.ts';
import { GatewayWorkplace, type Worker, type WorkerEnd } from './gateway-workplace.ts';

/** Plays a schedule against its own sandbox. Throws an error that says what went wrong and where. */
export async function playCrash(schedule: CrashSchedule): Promise<void> {
  const { seed, approval, issueAfterRequests, requests, settleMs } = schedule;
  const sandbox = await startSandbox({ seed, certificates: 3, switches: { approval, issueAfterRequests } });
  const workplace = await GatewayWorkplace.create(sandbox, { requests, settleMs });
  const player = new CrashPlayer(sandbox, { workplace, schedule });
  try {
    for (const [index, run] of schedule.runs.entries()) await player.play(run, `run ${index + 1}`);
  } finally {
    player.close();
    await sandbox.close();
    await workplace.remove();
  }
}

class CrashPlayer {
  readonly #sandbox: Sandbox;
  readonly #workplace: GatewayWorkplace;
  readonly #schedule: CrashSchedule;
  /** Ids of the records that were there before. */
  readonly #others: ReadonlySet<number>;
  readonly #stopApproving: () => void;
  /** The id that was told of each request. */
  readonly #told = new Map<number, string>();

  constructor(
    sandbox: Sandbox,
    { workplace, schedule }: { workplace: GatewayWorkplace; schedule: CrashSchedule },
  ) {
    this.#sandbox = sandbox;
    this.#workplace = workplace;
    this.#schedule = schedule;
    this.#others = new Set(sandbox.scmState.certificates().map(({ sslId }) => sslId));
    // An administrator approves what somebody asks for.
    this.#stopApproving = sandbox.onRequest(async ({ operation, phase, path }) => {
      const sslId = Number(/\d+$/.exec(path)?.[0]);
      const status = sandbox.scmState.certificate(sslId)?.status;
      if (operation !== 'getSsl' || phase !== 'responding' || status !== 'Requested') return;
      await sandbox.scmState.decide(sslId, 'approve');
    });
  }

  close(): void {
    this.#stopApproving();
  }

  async play({ processes, kill, lost }: CrashRun, name: string): Promise<void> {
    if (lost !== 'none') {
      const failure = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
      this.#sandbox.setKnobs({ faultsAfterWrite: lost === 'placed', failures: [failure] });
    }
    const workers: Worker[] = [];
    const stop = kill === undefined ? () => {} : this.#killAt(kill, workers);
    for (let count = 0; count < processes; count += 1) {
      workers.push(await this.#workplace.start(this.#schedule.copies));
    }
    const ends = await Promise.all(workers.map(({ end }) => end));
    stop();
    this.#sandbox.setKnobs(defaultKnobs());
    for (const end of ends) this.#check(end, { name, mayBeKilled: kill !== undefined });
    this.#countOrders(name, { isLast: kill === undefined });
  }

  /** Kills processes at a request, once, and lets it go on when they are dead. */
  #killAt({ at, phase, whom, isLate }: Kill, workers: readonly Worker[]): () => void {
    let seen = 0;
    let isDone = false;
    return this.#sandbox.onRequest(async (event) => {
      if (isDone || event.phase !== phase || (at === 'order' && event.operation !== 'enrollSsl')) return;
      seen += 1;
      if (at !== 'order' && seen !== at) return;
      isDone = true;
      const struck = whom === 'all' ? workers : workers.slice(0, 1);
      for (const { child } of struck) child.kill('SIGKILL');
      await Promise.all(struck.map(({ end }) => end));
      if (isLate) await this.#nextLook();
    });
  }

  /** Waits until somebody looks for an order, and is about to hear that there is none. */
  #nextLook(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#sandbox.onRequest(({ operation, phase }) => {
        if (operation !== 'listSsl' || phase !== 'responding') return;
        stop();
        resolve();
      });
    });
  }

  /** What a process tells must be true, and stay so. */
  #check(
    { code, outcomes, stderr }: WorkerEnd,
    { name, mayBeKilled }: { name: string; mayBeKilled: boolean },
  ) {
    const { copies } = this.#schedule;
    if (code !== 0 && !(mayBeKilled && code === null))
      throw new Error(`${name} ends with ${code}\n${stderr}`);
    if (code === 0 && outcomes.length !== copies * this.#workplace.requests.length) {
      throw new Error(`${name} tells of ${outcomes.length} requests`);
    }
    for (const { index, state, requestId, certificate, reason } of outcomes) {
      const request = Math.floor(index / copies);
      const wanted = this.#workplace.requests[request]?.name ?? '';
      if (state !== 'issued' || requestId === null || certificate === null) {
        throw new Error(`${name}: request ${request} is ${state}: ${reason}`);
      }
      const told = this.#told.get(request) ?? requestId;
      if (told !== requestId) throw new Error(`${name}: request ${request} is ${requestId}, and was ${told}`);
      this.#told.set(request, requestId);
      const x509 = new X509Certificate(Buffer.from(certificate, 'base64'));
      if (x509.checkHost(wanted) === undefined)
        throw new Error(`${name}: request ${request} got another one's`);
    }
  }

  #countOrders(name: string, { isLast }: { readonly isLast: boolean }): void {
    const orders = this.#sandbox.scmState.certificates().filter(({ sslId }) => !this.#others.has(sslId));
    for (const request of this.#workplace.requests) {
      const count = orders.filter(({ commonName }) => commonName === request.name).length;
      if (count > 1) throw new Error(`${name}: SCM has ${count} orders of ${request.name}`);
      if (isLast && count === 0) throw new Error(`${name}: SCM has no order of ${request.name}`);
    }
  }
}
