/** Where clients look for EJBCA REST; a guide of Keyfactor makes Command write the last part twice. */
const prefix = /^(?:\/AnyGatewayREST)?\/ejbca\/ejbca-rest-api(?:\/ejbca-rest-api)?(?=\/)/;

/** Paths with a part that may hold bare slashes: what stands before it and behind it. */
const openPaths: readonly RegExp[] = [
  /^(\/v1\/certificate\/)(.+)(\/[^/]+\/(?:revoke|revocationstatus))$/,
  /^(\/v1\/ca\/)(.+)(\/certificate\/download|\/getLatestCrl)$/,
  /^(\/v1\/endentity\/)(.+)(\/(?:setstatus|revoke))$/,
  /^(\/v1\/endentity\/)(.+)()$/,
  /^(\/v2\/certificate\/profile\/)(.+)()$/,
  /^(\/v2\/endentity\/profile\/)(.+)()$/,
];

/** The one prefix under which routes are defined. */
export const ejbcaPrefix = '/ejbca/ejbca-rest-api';

/**
 * Returns the path that a request is routed by, still encoded: one of the prefixes of EJBCA REST becomes {@link ejbcaPrefix}, a slash at the end
 * goes, and a name that some clients send with bare slashes becomes one segment. Other paths stay as they are.
 */
export function routingPath(request: Request): string {
  const path = rawPath(request.url);
  const operation = path.replace(prefix, '');
  if (operation === path) return path;
  return ejbcaPrefix + inOneSegment(operation.replace(/(?<=.)\/$/, ''));
}

/** URL objects would rewrite what clients leave unencoded. */
function rawPath(url: string): string {
  return /^[^:/?#]+:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? '/';
}

function inOneSegment(operation: string): string {
  for (const pattern of openPaths) {
    const match = pattern.exec(operation);
    if (match !== null) return `${match[1]}${match[2]?.replaceAll('/', '%2F')}${match[3]}`;
  }
  return operation;
}
