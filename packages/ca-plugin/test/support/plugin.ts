import { setImmediate } from 'node:timers/promises';
import { type Sandbox, type SandboxOptions, startSandbox, strictRequests } from '@certbridge/sandbox';
import type { HttpOptions } from '@certbridge/sectigo-client';
import { onTestFinished } from 'vitest';
import { type ConnectionInfo, createSectigoPlugin, type SectigoPlugin } from '../../src/index.ts';
import type { Clock } from '../../src/plugin-context.ts';
import { type MemoryReader, memoryReader } from './memory-reader.ts';

/** The two APIs of SCM, for `describe.each`. */
export const flavours = ['header login', 'OAuth2'] as const;
export type Flavour = (typeof flavours)[number];

/** A plugin that is connected to a sandbox, and what is around it. */
export interface TestPlugin {
  readonly plugin: SectigoPlugin;
  readonly sandbox: Sandbox;
  readonly reader: MemoryReader;
  readonly clock: TestClock;
}

/** How to start one. */
export interface TestPluginOptions {
  /** Header login where it is left out. */
  readonly flavour?: Flavour | undefined;
  /** Of a sandbox that is started for it; passed over where one is given. */
  readonly sandboxOptions?: SandboxOptions | undefined;
  readonly sandbox?: Sandbox | undefined;
  readonly reader?: MemoryReader | undefined;
  /** Settings in place of, or beside, those that reach the sandbox. */
  readonly connection?: ConnectionInfo | undefined;
  readonly http?: HttpOptions | undefined;
}

/** Starts a sandbox, which ends with the test, and a plugin that is initialized for it. */
export async function startPlugin(options: TestPluginOptions = {}): Promise<TestPlugin> {
  const { flavour = 'header login', reader = memoryReader(), connection, http } = options;
  const sandbox = options.sandbox ?? (await sandboxFor(options.sandboxOptions));
  const clock = clockOf(sandbox);
  const plugin = createSectigoPlugin({ reader, clock, http });
  onTestFinished(() => plugin.close());
  await plugin.initialize({ ...connectionTo(sandbox, flavour), ...connection });
  return { plugin, sandbox, reader, clock };
}

/** Starts a sandbox that ends with the test, and takes requests in their documented form only. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<Sandbox> {
  const switches = { ...strictRequests, ...options.switches };
  const now = new Date('2026-03-01T00:00:00Z');
  const sandbox = await startSandbox({ certificates: 10, now, ...options, switches });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Settings that reach a sandbox. */
export function connectionTo(
  { scm, scmOAuth }: Sandbox,
  flavour: Flavour = 'header login',
): Record<string, unknown> {
  if (flavour === 'header login') {
    return {
      ApiEndpoint: scm.url,
      CustomerUri: scm.customerUri,
      Username: scm.login,
      Password: scm.password,
    };
  }
  return {
    ApiEndpoint: scmOAuth.url,
    AuthType: 'OAuth',
    ClientId: scmOAuth.clientId,
    ClientSecret: scmOAuth.clientSecret,
    TokenUrl: scmOAuth.tokenUrl,
  };
}

/** A sandbox's clock, on which waits take no real time. */
export interface TestClock extends Clock {
  /** Milliseconds of each wait so far. */
  readonly sleeps: readonly number[];
}

/** The clock of a sandbox: a wait advances it. */
export function clockOf(sandbox: Sandbox): TestClock {
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => sandbox.now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      sleeps.push(ms);
      if (ms > 0) sandbox.advanceClock(ms);
      await setImmediate();
      signal?.throwIfAborted();
    },
  };
}
