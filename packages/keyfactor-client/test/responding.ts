import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll } from 'vitest';
import type { KeyfactorClient } from '../src/index.ts';
import { createClient } from './start.ts';

type Route = (request: Request) => Response | Promise<Response>;

const baseUrl = 'https://command.example/KeyfactorAPI';
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterAll(() => server.close());

/**
 * A client, for one test, of a Command with one response for all, or with responses by `METHOD /Path` below the API's own path;
 * anything else gets 501.
 */
export function responding(routes: Route | Readonly<Record<string, Route>>): KeyfactorClient {
  server.resetHandlers(
    http.all(`${baseUrl}/*`, async ({ request }) => {
      const place = `${request.method} ${new URL(request.url).pathname.slice('/KeyfactorAPI'.length)}`;
      const route = typeof routes === 'function' ? routes : routes[place];
      return (await route?.(request)) ?? new Response(null, { status: 501 });
    }),
  );
  return createClient({
    baseUrl,
    auth: { type: 'basic', username: 'CORP\\svc', password: 'b' },
    http: { retries: 0 },
  });
}

/** A page in HTML. */
export function htmlPage(html: string, status = 200): Response {
  return new Response(html, { status, headers: { 'content-type': 'text/html' } });
}
