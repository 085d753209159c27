import { ArgumentError } from './arguments/argument-error.ts';
import { checkingArguments } from './arguments/checking-arguments.ts';
import type { Changes } from './changes.ts';
import { type ChurnChange, createChurn } from './churn/churn-state.ts';
import { type CommandAccess, commandArguments, createCommandAccess } from './command/command-access.ts';
import { countState, type StateCounts } from './counts.ts';
import type { RequestListener, RequestListeners } from './http/request-listeners.ts';
import { RecentRequests, type RequestLog } from './http/request-log.ts';
import { checkKnobs, type Knobs } from './knobs.ts';
import { dumpMetadata, type MetadataDump } from './metadata-dump.ts';
import { writePem } from './pki/pem.ts';
import { expireCertificates } from './scm/orders.ts';
import { createScmAccess, type ScmAccess, scmArguments } from './scm/scm-access.ts';
import { generateSeed } from './seed/seed.ts';
import { checkSwitches, type Switches } from './switches.ts';
import type { World } from './world.ts';

/** Controls of a running sandbox. The management port offers the same over HTTP. */
export interface SandboxControls {
  /** Received requests and their counters. */
  readonly requests: RequestLog;
  /**
   * Calls a listener twice for each request. Returns a function that removes it.
   *
   * The first call is on arrival, before any effect; the second before the response is sent, when a write has taken effect.
   * Listeners are awaited. An error they throw becomes an uncaught exception.
   */
  onRequest(listener: RequestListener): () => void;
  /** Certificates that `churnRate` made appear or vanish since the start or the last reset, in order. */
  churn(): ChurnChange[];
  readonly knobs: Readonly<Knobs>;
  readonly switches: Readonly<Switches>;
  /** State of SCM, bypassing its API. */
  readonly scmState: ScmAccess;
  /** State of Command, bypassing its API. */
  readonly commandState: CommandAccess;
  /** Changes the given knobs. Throws an `ArgumentError` for an unknown knob or an invalid value. */
  setKnobs(change: Changes<Knobs>): Readonly<Knobs>;
  /** Changes the given switches. Throws an `ArgumentError` for an unknown switch or an invalid value. */
  setSwitches(change: Changes<Switches>): Readonly<Switches>;
  /** Counts the contents of both systems. */
  counts(): StateCounts;
  /** Dumps all metadata and custom field values. */
  metadata(): MetadataDump;
  /** The sandbox's clock. */
  readonly now: Date;
  /**
   * Advances the sandbox's clock by milliseconds: orders proceed, certificates and tokens expire.
   *
   * Throws an `ArgumentError` for anything but a positive integer.
   */
  advanceClock(ms: number): Date;
  /** Returns the root certificate of the CA behind SCM, as PEM. */
  rootCertificate(): Promise<string>;
  /** Invalidates all OAuth tokens; returns how many there were. */
  revokeTokens(): number;
  /** Restores the seeded state and the clock; knobs, switches, tokens and requests are kept. */
  reset(): void;
}

/** Creates the controls of a world; `listeners` are shared with its servers. */
export function createControls(world: World, listeners: RequestListeners): SandboxControls {
  const requests = new RecentRequests();
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
    scmState: checkingArguments(createScmAccess(world), 'scmState', scmArguments),
    commandState: checkingArguments(createCommandAccess(world), 'commandState', commandArguments),
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
        throw new ArgumentError('The clock is advanced by a positive integer.');
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
