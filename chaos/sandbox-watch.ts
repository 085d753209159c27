import type { RequestEvent, Sandbox } from '@certbridge/sandbox';
import { type Estate, takeEstate } from './estate.ts';

/** Turns of the event loop without a request after which the connections' buffers are empty, too. */
const quietTurns = 20;

/** Observes all requests, to know what appeared, what vanished, and when no request is in flight. */
export class SandboxWatch {
  /** The estate at the last {@link restart}, plus certificates that have appeared since, in their initial state. */
  origin: Estate;
  /** Serial numbers of certificates that have been revoked or removed since. */
  readonly left = new Set<string>();
  readonly #sandbox: Sandbox;
  readonly #stop: () => void;
  #underWay = 0;
  #churn = 0;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.origin = takeEstate(sandbox);
    this.#stop = sandbox.onRequest(({ phase }) => {
      this.#underWay += phase === 'arrived' ? 1 : -1;
      // Before the client can see it, let alone write to it.
      if (phase === 'responding') this.#noteChurn();
    });
  }

  /** Number of certificates that have appeared or vanished. */
  get churn(): number {
    return this.#churn;
  }

  /** Starts over with the current estate. */
  restart(): void {
    this.origin = takeEstate(this.#sandbox);
    this.left.clear();
  }

  /** Waits until no request is in flight: one whose client is gone may still take effect. */
  async quiet(): Promise<void> {
    for (let turns = 0; turns < quietTurns; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#underWay > 0) turns = 0;
    }
  }

  close(): void {
    this.#stop();
  }

  #noteChurn(): void {
    const { scmState, commandState } = this.#sandbox;
    const changes = this.#sandbox.churn();
    for (const { kind, sslId, commandId, serialNumber } of changes.slice(this.#churn)) {
      if (kind === 'revoked' || kind.startsWith('removed')) {
        this.left.add(serialNumber);
        continue;
      }
      const scm = sslId === null ? undefined : scmState.certificate(sslId);
      const command = commandId === null ? undefined : commandState.certificate(commandId);
      if (scm) this.origin.scm.set(scm.sslId, scm);
      if (command) this.origin.command.set(command.id, command);
    }
    this.#churn = changes.length;
  }
}

/** Runs an action once, at one phase of a request. Returns a function that cancels it. */
export function atRequest(
  sandbox: Sandbox,
  {
    phase,
    of,
    number,
  }: { readonly phase: RequestEvent['phase']; readonly of: 'requests' | 'writes'; readonly number: number },
  action: () => Promise<void> | void,
): () => void {
  let seen = 0;
  return sandbox.onRequest(async (event) => {
    if (event.phase !== phase || (of === 'writes' && !isWrite(event))) return;
    seen += 1;
    if (seen === number) await action();
  });
}

function isWrite({ method, operation }: RequestEvent): boolean {
  return (method === 'PUT' || method === 'POST') && operation !== 'reportSslCertificates';
}
