import { type CommandAccess, createCommandAccess } from './command/command-access.ts';
import { countState, type StateCounts } from './counts.ts';
import { RequestLog } from './http/request-log.ts';
import { checkKnobs, type Knobs } from './knobs.ts';
import { dumpMetadata, type MetadataDump } from './metadata-dump.ts';
import { createScmAccess, type ScmAccess } from './scm/scm-access.ts';
import { generateSeed } from './seed/seed.ts';
import { checkSwitches, type Switches } from './switches.ts';
import type { World } from './world.ts';

/** What can be seen and changed while a sandbox runs. The management port offers the same over HTTP. */
export interface SandboxControls {
  /** Requests received, and their counters. */
  readonly requests: RequestLog;
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
  /** Makes every OAuth token invalid; returns how many there were. */
  revokeTokens(): number;
  /** Restores the seeded state; knobs, switches, tokens and requests stay. */
  reset(): void;
}

/** Creates the controls of a world. */
export function createControls(world: World): SandboxControls {
  const requests = new RequestLog();
  return {
    requests,
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
    revokeTokens: () => {
      const { size } = world.tokens;
      world.tokens.clear();
      return size;
    },
    reset: () => {
      Object.assign(world, generateSeed(world));
    },
  };
}
