import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, type SandboxOptions, startSandbox } from '@certbridge/sandbox';
import { onTestFinished } from 'vitest';
import {
  type CaDatabase,
  createHostedCa,
  type HostedCaOptions,
  type ManagedCa,
  type OrderOutcome,
  openCaDatabase,
} from '../../src/index.ts';

/** Name of the profile that tests order of, unless they say so. */
export const profile = 'Sectigo DV SSL';

/** Settings of every profile that the sandbox takes. */
export const parameters = { Organization: 'Corp Services', 'Cost Center': 'CC-1' } as const;

/** Starts a sandbox that ends with the test. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ certificates: 5, now: new Date('2026-03-01T00:00:00Z'), ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** The name of a database file of its own that goes with the test. */
export async function databaseFile(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ca-host-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return path.join(directory, 'ca.db');
}

/** A CA over a sandbox, and what is around it. */
export interface Hosted {
  readonly ca: ManagedCa;
  readonly database: CaDatabase;
  readonly sandbox: Sandbox;
  readonly file: string;
  /** Ends it as the end of a process does, without a goodbye to the database. */
  stop(): Promise<void>;
}

/** How to host one. */
export interface HostedChanges extends Partial<Omit<HostedCaOptions, 'database' | 'connection'>> {
  readonly sandbox?: Sandbox | undefined;
  readonly sandboxOptions?: SandboxOptions | undefined;
  readonly file?: string | undefined;
  /** How to log in; by password where it is left out. */
  readonly flavour?: 'OAuth2' | undefined;
}

/** Hosts a CA over a sandbox, by the sandbox's clock. */
export async function hosted(changes: HostedChanges = {}): Promise<Hosted> {
  const { sandboxOptions, flavour, sandbox: given, file: named, ...options } = changes;
  const sandbox = given ?? (await sandboxFor(sandboxOptions));
  const file = named ?? (await databaseFile());
  const database = await openCaDatabase(file);
  const ca = await createHostedCa({
    name: 'Sectigo',
    settingsOf: () => ({ parameters, renewals: 'order' }),
    clock: {
      now: () => sandbox.now,
      sleep: async (ms, signal) => {
        await sleep(ms, undefined, { ...(signal && { signal }) });
      },
    },
    http: { retries: 0 },
    ...options,
    database,
    connection: flavour === 'OAuth2' ? oauthConnectionTo(sandbox.scmOAuth) : connectionTo(sandbox.scm),
  });
  const stop = async () => {
    await ca.close();
    await database.close();
  };
  onTestFinished(stop);
  return { ca, database, sandbox, file, stop };
}

/** Settings that reach a sandbox. */
export function connectionTo({ url, customerUri, login, password }: Sandbox['scm']) {
  return { ApiEndpoint: url, CustomerUri: customerUri, Username: login, Password: password };
}

/** The certificate of an outcome, which must be one. */
export function issued(outcome: OrderOutcome) {
  if (outcome.state !== 'issued') throw new Error(`It is not issued: ${JSON.stringify(outcome)}`);
  return outcome.certificate;
}

/** Operations that order something, in order of arrival, since the last look. */
export function takeOrders({ requests }: Sandbox): string[] {
  const orders = requests
    .list()
    .map(({ operation }) => operation)
    .filter((operation) => /^(enroll|renew|replace)/i.test(operation));
  requests.clear();
  return orders;
}

/** The same by OAuth2, which reaches another host. */
function oauthConnectionTo({ url, clientId, clientSecret, tokenUrl }: Sandbox['scmOAuth']) {
  return {
    ApiEndpoint: url,
    AuthType: 'OAuth',
    ClientId: clientId,
    ClientSecret: clientSecret,
    TokenUrl: tokenUrl,
  };
}
