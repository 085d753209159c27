import { X509Certificate } from 'node:crypto';
import { defaultKnobs, type Sandbox, startSandbox } from '@certbridge/sandbox';
import { makeCsr } from '../../packages/ca-host/test/support/make-csr.ts';
import type { CrashRun, CrashSchedule, Kill } from './crash-schedule.ts';
import type { GatewayRequest, GatewayResponse } from './gateway-client.ts';
import { type GatewayProcess, GatewayWorkplace } from './gateway-workplace.ts';

/** Plays a schedule against its own sandbox. Throws an error that says what went wrong and where. */
export async function playCrash(schedule: CrashSchedule): Promise<void> {
  const { seed, approval, issueAfterRequests, settleMs } = schedule;
  const sandbox = await startSandbox({ seed, certificates: 3, switches: { approval, issueAfterRequests } });
  const workplace = await GatewayWorkplace.create(sandbox, { settleMs });
  const player = new CrashPlayer(sandbox, { workplace, schedule });
  try {
    for (const [index, run] of schedule.runs.entries()) await player.play(run, `run ${index + 1}`);
  } finally {
    player.close();
    await sandbox.close();
    await workplace.remove();
  }
}

type Killable = Omit<GatewayProcess, 'client'>;

class CrashPlayer {
  readonly #sandbox: Sandbox;
  readonly #workplace: GatewayWorkplace;
  readonly #schedule: CrashSchedule;
  /** Each with a name of its own. */
  readonly #requests: readonly (GatewayRequest & { readonly name: string })[];
  /** Ids of the records that were there before. */
  readonly #others: ReadonlySet<number>;
  readonly #stopApproving: () => void;
  /** The certificate that was given for each name. */
  readonly #given = new Map<string, string>();
  /** Whatever runs, so that nothing outlives a test that fails. */
  readonly #gateways: Killable[] = [];

  constructor(
    sandbox: Sandbox,
    { workplace, schedule }: { workplace: GatewayWorkplace; schedule: CrashSchedule },
  ) {
    this.#sandbox = sandbox;
    this.#workplace = workplace;
    this.#schedule = schedule;
    this.#requests = Array.from({ length: schedule.requests }, (_, index) => {
      const name = `host-${index}.corp.example`;
      return { name, userName: `user ${index}`, csr: makeCsr(name).pem };
    });
    this.#others = new Set(sandbox.scmState.certificates().map(({ sslId }) => sslId));
    // An administrator approves what somebody asks for.
    this.#stopApproving = sandbox.onRequest(async ({ operation, phase, path }) => {
      if (operation !== 'getSsl' || phase !== 'responding') return;
      const sslId = Number(/\d+$/.exec(path)?.[0]);
      const status = sandbox.scmState.certificate(sslId)?.status;
      if (status === 'Requested') await sandbox.scmState.decide(sslId, 'approve');
    });
  }

  close(): void {
    this.#stopApproving();
    for (const { kill } of this.#gateways) kill('SIGKILL');
  }

  async play({ gateways: count, kill, lost }: CrashRun, name: string): Promise<void> {
    if (lost !== 'none') {
      const failure = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
      this.#sandbox.setKnobs({ faultsAfterWrite: lost === 'placed', failures: [failure] });
    }
    const started: Killable[] = [];
    const stop = kill === undefined ? () => {} : this.#killAt(kill, started);
    const onStart = (gateway: Killable) => {
      started.push(gateway);
      this.#gateways.push(gateway);
    };
    const runs = Array.from({ length: count }, async () =>
      this.#use(await this.#workplace.start(onStart), { name, mayDie: kill !== undefined }),
    );
    await Promise.all(runs);
    stop();
    this.#sandbox.setKnobs(defaultKnobs());
    this.#countOrders(name, { isLast: kill === undefined });
  }

  /** Sends all requests to a gateway until each has its response, and ends it. */
  async #use(gateway: GatewayProcess, { name, mayDie }: { name: string; mayDie: boolean }): Promise<void> {
    const { client, exited, kill } = gateway;
    const { copies } = this.#schedule;
    const orders = this.#requests.flatMap((request) =>
      Array.from({ length: client === undefined ? 0 : copies }, async () => {
        const response = await client?.order(request, gateway);
        if (response !== undefined) this.#check(response, { request: request.name, name });
        return response;
      }),
    );
    const responses = await Promise.all(orders);
    kill('SIGTERM');
    const code = await exited;
    await client?.close();
    if (code === 0 && !responses.includes(undefined)) return;
    if (code !== null || !mayDie) throw new Error(`${name} ends with ${code}\n${gateway.log()}`);
  }

  /** Kills gateways at a call, once, and lets it go on when they are dead. */
  #killAt({ at, phase, whom, isLate }: Kill, gateways: readonly Killable[]): () => void {
    let seen = 0;
    let isDone = false;
    return this.#sandbox.onRequest(async (event) => {
      if (isDone || event.phase !== phase || (at === 'order' && event.operation !== 'enrollSsl')) return;
      seen += 1;
      if (at !== 'order' && seen !== at) return;
      isDone = true;
      const struck = whom === 'all' ? gateways : gateways.slice(0, 1);
      for (const { kill } of struck) kill('SIGKILL');
      await Promise.all(struck.map(({ exited }) => exited));
      if (isLate) await this.#nextLook();
    });
  }

  /** Waits until somebody looks for an order, and is about to hear that there is none. */
  #nextLook(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#sandbox.onRequest(({ operation, phase, number }) => {
        if (operation !== 'listSsl' || phase !== 'responding') return;
        const sent = this.#sandbox.requests.list().find(({ seq }) => seq === number);
        if (sent?.query.commonName === undefined) return;
        stop();
        resolve();
      });
    });
  }

  /** What a gateway gives must be right, and stay so. */
  #check(
    { status, certificate, message }: GatewayResponse,
    { request, name }: { readonly request: string; readonly name: string },
  ): void {
    if (status !== 201) throw new Error(`${name}: ${request} gets ${status}: ${message}`);
    const given = this.#given.get(request) ?? certificate;
    if (given !== certificate) throw new Error(`${name}: ${request} gets another certificate than before`);
    this.#given.set(request, certificate);
    const x509 = new X509Certificate(Buffer.from(certificate, 'base64'));
    if (x509.checkHost(request) === undefined) throw new Error(`${name}: ${request} gets another one's`);
  }

  #countOrders(name: string, { isLast }: { readonly isLast: boolean }): void {
    const orders = this.#sandbox.scmState.certificates().filter(({ sslId }) => !this.#others.has(sslId));
    for (const request of this.#requests) {
      const count = orders.filter(({ commonName }) => commonName === request.name).length;
      if (count > 1) throw new Error(`${name}: SCM has ${count} orders of ${request.name}`);
      if (isLast && count === 0) throw new Error(`${name}: SCM has no order of ${request.name}`);
    }
  }
}
