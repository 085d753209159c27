import { type Sandbox, type SandboxOptions, startSandbox, strictRequests } from '@certbridge/sandbox';
import { onTestFinished } from 'vitest';
import {
  createKeyfactorClient,
  type KeyfactorClient,
  type KeyfactorClientOptions,
  type OAuthLogin,
} from '../src/index.ts';

/** Starts a sandbox for one test, which takes requests in their documented form only. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const switches = { ...strictRequests, ...options.switches };
  const sandbox = await startSandbox({ certificates: 20, ...options, switches });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Connects a client to a sandbox for one test. */
export function connect(sandbox: Sandbox, options: Partial<KeyfactorClientOptions> = {}): KeyfactorClient {
  const { url, username, password } = sandbox.command;
  return createClient({ baseUrl: url, auth: { type: 'basic', username, password }, ...options });
}

/** The OAuth2 login that a sandbox accepts. */
export function oauthOf(sandbox: Sandbox): OAuthLogin {
  return { type: 'oauth', ...sandbox.oauth };
}

/** Creates a client for one test. */
export function createClient(options: KeyfactorClientOptions): KeyfactorClient {
  const client = createKeyfactorClient(options);
  onTestFinished(() => client.close());
  return client;
}

/** Waits for a call to fail and returns its error. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call succeeded.');
}
