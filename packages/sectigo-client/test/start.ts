import { type Sandbox, type SandboxOptions, startSandbox, strictRequests } from '@certbridge/sandbox';
import { onTestFinished } from 'vitest';
import { createSectigoClient, type SectigoClient, type SectigoClientOptions } from '../src/index.ts';

/** Starts a sandbox for one test, which takes requests in their documented form only. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const switches = { ...strictRequests, ...options.switches };
  const sandbox = await startSandbox({ certificates: 20, ...options, switches });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** Connects a client to a sandbox for one test. */
export function connect(sandbox: Sandbox, options: Partial<SectigoClientOptions> = {}): SectigoClient {
  const { url, login, password, customerUri } = sandbox.scm;
  return createClient({ baseUrl: url, customerUri, auth: { type: 'password', login, password }, ...options });
}

/** Connects a client to the OAuth2 flavour of a sandbox for one test. */
export function connectByOAuth(sandbox: Sandbox, options: Partial<SectigoClientOptions> = {}): SectigoClient {
  const { url, tokenUrl, clientId, clientSecret } = sandbox.scmOAuth;
  const auth = { type: 'oauth', tokenUrl, clientId, clientSecret } as const;
  return createClient({ baseUrl: url, auth, ...options });
}

/** Both flavours, for `test.each`. */
export const flavours = [
  ['header login', connect],
  ['OAuth2', connectByOAuth],
] as const;

/** Creates a client for one test. */
export function createClient(options: SectigoClientOptions): SectigoClient {
  const client = createSectigoClient(options);
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
