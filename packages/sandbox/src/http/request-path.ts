import type { Switches } from '../switches.ts';

/** Reads the path of a request; a slash at its end goes away, or by switch makes it another path. */
export function requestPath({ url }: Pick<Request, 'url'>, { trailingSlash }: Switches): string {
  const { pathname } = new URL(url);
  return trailingSlash === 'accepted' ? withoutSlash(pathname) : pathname;
}

/** Leaves out a slash at the end of a path. */
export function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
