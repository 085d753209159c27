import { onTestFinished } from 'vitest';
import { createRestClient, type RestClient, type RestClientOptions } from '../src/index.ts';

/** Creates a client for one test. */
export function createClient(options: Partial<RestClientOptions> & { readonly baseUrl: string }): RestClient {
  const client = createRestClient({ system: 'SCM', ...options });
  onTestFinished(() => client.close());
  return client;
}

/** Waits for a call to fail, and gives its error. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('The call succeeded.');
}
