import { type ChurnChange, createChurn } from './churn/churn.ts';
import { type CommandAccess, createCommandAccess } from './command/command-access.ts';
import { countState, type StateCounts } from './counts.ts';
import type { RequestListener, RequestListeners } from './http/request-listeners.ts';
import { RequestLog } from './http/request-log.ts';
import { checkKnobs, type Knobs } from './knobs.ts';
import { dumpMetadata, type MetadataDump } from './metadata-dump.ts';
import { writePem } from './pki/pem.ts';
import { expireCertificates } from './scm/orders.ts';
import { createScmAccess, type ScmAccess } from './scm/scm-access.ts';
import { generateSeed } from './seed/seed.ts';
import { checkSwitches, type Switches } from './switches.ts';
import type { World } from './world.ts';

/** What can be seen and changed while a sandbox runs. The management port offers the same over HTTP. */
export interface SandboxControls {
  /** Requests received, and their counters. */
  readonly requests: RequestLog;
  /**
   * Calls a listener twice for each request, and returns the function that takes it away.
   *
   * On arrival nothing has happened yet; before the response is sent, the effect of a write has. Listeners are awaited,
   * so what they do comes before the effect or before the response. What they throw becomes an uncaught exception.
   */
  onRequest(listener: RequestListener): () => void;
  /** Certificates that appeared or vanished by `churnRate` since the start or the last reset, in order. */
  churn(): ChurnChange[];
  readonly knobs: Readonly<Knobs>;
  readonly switches: Readonly<Switches>;
  /** State of SCM, past its API. */
  readonly scmState: ScmAccess;
  /** State of Command, past its API. */
  readonly commandState: CommandAccess;
  /** Changes knobs; what is left out stays. Throws a TypeError for an unknown knob or a bad value. */
  setKnobs(change: Partial<Knobs>): Readonly<Knobs>;
  /** Changes switches; what is left out stays. Throws a TypeError for an unknown switch or a bad value. */
  setSwitches(change: Partial<Switches>): Readonly<Switches>;
  /** Counts what both systems hold. */
  counts(): StateCounts;
  /** Dumps every metadata and custom field value. */
  metadata(): MetadataDump;
  /** The sandbox's clock. */
  readonly now: Date;
  /**
   * Advances the sandbox's clock by milliseconds: orders go on, certificates and tokens expire.
   *
   * Throws a TypeError for anything but a positive integer.
   */
  advanceClock(ms: number): Date;
  /** Returns the root certificate of the CA behind SCM, as PEM. */
  rootCertificate(): Promise<string>;
  /** Makes every OAuth token invalid; returns how many there were. */
  revokeTokens(): number;
  /** Restores the seeded state and the clock; knobs, switches, tokens and requests stay. */
  reset(): void;
}

/** Creates the controls of a world; `listeners` are those of its servers. */
export function createControls(world: World, listeners: RequestListeners): SandboxControls {
  const requests = new RequestLog();
  return {
    requests,
    onRequest: (listener) => listeners.add(listener),
    churn: () => structuredClone(world.churn.changes),
    get knobs() {
      return world.knobs;
    },
    get switches() {
      return world.switches;
    },
    scmState: createScmAccess(world),
    commandState: createCommandAccess(world),
    setKnobs: (change) => {
      world.knobs = { ...world.knobs, ...checkKnobs(change) };
      return world.knobs;
    },
    setSwitches: (change) => {
      world.switches = { ...world.switches, ...checkSwitches(change) };
      return world.switches;
    },
    counts: () => countState(world),
    metadata: () => dumpMetadata(world),
    get now() {
      return new Date(world.now);
    },
    advanceClock: (ms) => {
      if (!Number.isSafeInteger(ms) || ms < 1)
        throw new TypeError('The clock is advanced by a positive integer.');
      world.now = new Date(world.now.getTime() + ms);
      expireCertificates(world);
      world.command.certificates.changed();
      return new Date(world.now);
    },
    rootCertificate: async () =>
      writePem('CERTIFICATE', await world.authority.root(world.switches.caKeyAlgorithm)),
    revokeTokens: () => {
      const size = world.tokens.size + world.scmTokens.size;
      world.tokens.clear();
      world.scmTokens.clear();
      return size;
    },
    reset: () => {
      world.now = world.start;
      world.authority.forget();
      Object.assign(world, generateSeed(world), { churn: createChurn(world.seed) });
    },
  };
}
