import type { Context } from 'hono';
import { matchedRoutes } from 'hono/route';

/** Names the operation of a request by the path of its route, so that there are no more names than routes. */
export function operationOf(context: Context): string {
  const route = matchedRoutes(context).findLast(({ path }) => !path.endsWith('*'));
  return route === undefined ? 'other' : `${methodOf(context)} ${route.path}`;
}

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE']);

function methodOf({ req: { method } }: Context): string {
  return methods.has(method) ? method : 'other';
}
