import type { CommandState } from './command/command-state.ts';
import { defaultKnobs, type Knobs } from './knobs.ts';
import type { ScmState } from './scm/scm-state.ts';
import { generateSeed, type SeedKind } from './seed/seed.ts';
import { defaultSwitches, type Switches } from './switches.ts';

/** All that changes while a sandbox runs; the servers read it on every request. */
export interface World {
  readonly seed: number;
  readonly certificates: number;
  /** The sandbox's clock stands still here. */
  readonly now: Date;
  scm: ScmState;
  command: CommandState;
  kinds: Record<SeedKind, number>;
  knobs: Knobs;
  switches: Switches;
  /** Issued OAuth tokens with the end of their life, in milliseconds since 1970. */
  readonly tokens: Map<string, number>;
}

/** Creates a world with its seed data. */
export function createWorld(options: {
  seed: number;
  certificates: number;
  now: Date;
  knobs: Partial<Knobs>;
  switches: Partial<Switches>;
}): World {
  const { seed, certificates, now, knobs, switches } = options;
  return {
    seed,
    certificates,
    now,
    ...generateSeed({ seed, certificates, now }),
    knobs: { ...defaultKnobs(), ...knobs },
    switches: { ...defaultSwitches(), ...switches },
    tokens: new Map(),
  };
}
