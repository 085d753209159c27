import type { Switches } from '../switches.ts';

/** Returns the path of a request, without a trailing slash unless a switch makes that significant. */
export function requestPath({ url }: Pick<Request, 'url'>, { trailingSlash }: Switches): string {
  const { pathname } = new URL(url);
  return trailingSlash === 'accepted' ? withoutSlash(pathname) : pathname;
}

/** Removes a trailing slash. */
export function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
