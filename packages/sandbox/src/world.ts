import { type ChurnState, createChurn } from './churn/churn-state.ts';
import type { CommandState } from './command/command-state.ts';
import { defaultKnobs, type Knobs } from './knobs.ts';
import { CertificateAuthority } from './pki/certificate-authority.ts';
import type { ScmState } from './scm/scm-state.ts';
import { generateSeed, type SeedKind } from './seed/seed.ts';
import { defaultSwitches, type Switches } from './switches.ts';

/** The mutable state of a sandbox; the servers read it on every request. */
export interface World {
  readonly seed: number;
  readonly certificates: number;
  /** The clock at the start. */
  readonly start: Date;
  /** The sandbox's clock, which stands still until it is advanced. */
  now: Date;
  /** Issues all certificates. */
  readonly authority: CertificateAuthority;
  scm: ScmState;
  command: CommandState;
  kinds: Record<SeedKind, number>;
  churn: ChurnState;
  knobs: Knobs;
  switches: Switches;
  /** Issued OAuth tokens with their expiry, in milliseconds since 1970. */
  readonly tokens: Map<string, number>;
  /** The same for tokens of the OAuth2 flavour of SCM. */
  readonly scmTokens: Map<string, number>;
}

/** Returns the real time plus what the sandbox's clock was advanced by, in milliseconds since 1970. */
export function shiftedTime({ start, now }: World): number {
  return Date.now() + now.getTime() - start.getTime();
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
    start: now,
    now,
    authority: new CertificateAuthority(now),
    ...generateSeed({ seed, certificates, now }),
    churn: createChurn(seed),
    knobs: { ...defaultKnobs(), ...knobs },
    switches: { ...defaultSwitches(), ...switches },
    tokens: new Map(),
    scmTokens: new Map(),
  };
}
