import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll } from 'vitest';
import type { SectigoClient, SectigoClientOptions } from '../src/index.ts';
import { createClient } from './start.ts';

type Route = (request: Request) => Response | Promise<Response>;

const origin = 'https://scm.example';
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

/** A client, for one test, of an SCM with one response for all, or with responses by `METHOD /path`; anything else gets 501. */
export function responding(
  routes: Route | Readonly<Record<string, Route>>,
  options: Partial<SectigoClientOptions> = {},
): SectigoClient {
  server.resetHandlers(
    http.all(`${origin}/*`, async ({ request }) => {
      const route =
        typeof routes === 'function' ? routes : routes[`${request.method} ${new URL(request.url).pathname}`];
      return (await route?.(request)) ?? new Response(null, { status: 501 });
    }),
  );
  return createClient({
    baseUrl: origin,
    customerUri: 'corp',
    auth: { type: 'password', login: 'a', password: 'b' },
    http: { retries: 0 },
    ...options,
  });
}
