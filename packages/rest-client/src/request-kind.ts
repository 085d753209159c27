/** A segment that names one object: an id, a serial number, a hash, an address, a host name. `v1` is none. */
const nameOfOne = /[\d.@%:]/;
const version = /^v\d+$/;

/**
 * Tells what kind of request this is: its method and path, with a placeholder for each segment that names one object.
 * Requests of one kind take about the same time: `GET /api/ssl/v1/{}`.
 */
export function requestKind({ method, path }: { readonly method: string; readonly path: string }): string {
  const segments = path.split('/').map((segment) => {
    return nameOfOne.test(segment) && !version.test(segment) ? '{}' : segment;
  });
  return `${method} ${segments.join('/')}`;
}
