import type { Changes } from './changes.ts';
import type { Knobs, SystemName } from './knobs.ts';
import type { Switches } from './switches.ts';
import type { SandboxTlsOptions } from './tls/sandbox-tls.ts';

/** The servers of a sandbox; `scmOAuth` is the OAuth2 flavour of SCM with its own token endpoint. */
export type ServerName = SystemName | 'scmOAuth' | 'management';

/** Options of `startSandbox`. */
export interface SandboxOptions {
  /** Seed of all data and faults. Default: 1. */
  seed?: number | undefined;
  /** Number of certificates issued in SCM and active in Command, 0 to 500,000, plus noise. Default: 100. */
  certificates?: number | undefined;
  knobs?: Changes<Knobs> | undefined;
  switches?: Changes<Switches> | undefined;
  /** Ports on 127.0.0.1; 0 or absent for any free one. */
  ports?: { readonly [Name in ServerName]?: number | undefined } | undefined;
  /** Serve SCM, Command and the token endpoint over HTTPS, with certificates from the sandbox's own CA. Default: false. */
  tls?: boolean | SandboxTlsOptions | undefined;
  /** The sandbox's clock, which stands still until it is advanced. Default: today at midnight UTC. */
  now?: Date | undefined;
}
