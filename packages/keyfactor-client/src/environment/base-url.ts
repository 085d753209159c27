import { requireObject, requireText } from '../arguments.ts';
import type { EnvironmentProblem, KeyfactorSettings } from './settings.ts';

/** Default path of Command's API. */
const defaultApiPath = '/KeyfactorAPI';

/**
 * Composes Command's address from host, port and path.
 *
 * Missing parts are taken from `fallback`, another address of the API. No address is returned if none of the three is given,
 * or if there is no host to apply them to.
 */
export function composeBaseUrl(
  parts: { readonly [TName in 'hostname' | 'port' | 'apiPath']?: KeyfactorSettings[TName] | undefined },
  fallback?: unknown,
): { readonly url?: string; readonly problems: readonly EnvironmentProblem[] } {
  requireObject(parts, { name: 'Argument 1 of composeBaseUrl', what: 'an object of settings' });
  const { hostname, port, apiPath } = parts;
  for (const [name, part] of Object.entries({ hostname, port, apiPath })) {
    if (part !== undefined) requireText(part, `The setting ${name} of composeBaseUrl`);
  }
  if (!hostname && !port && !apiPath) return { problems: [] };
  const problems: EnvironmentProblem[] = [];
  const base = typeof fallback === 'string' && URL.canParse(fallback) ? new URL(fallback) : undefined;
  const host = hostname ? parseHost(hostname, base?.protocol ?? 'https:') : undefined;
  if (hostname && host === undefined) {
    problems.push({
      name: 'KEYFACTOR_HOSTNAME',
      message: 'must be the name of a host',
      remedy: 'Set it to the host of Keyfactor Command, for example keyfactor.example.com.',
    });
  }
  if (port && !isPort(port)) {
    problems.push({
      name: 'KEYFACTOR_PORT',
      message: 'must be a port from 1 to 65535',
      remedy: 'Set it to the port of Keyfactor Command, or remove it for 443.',
    });
  }
  const url = host ?? base;
  if (problems.length > 0 || url === undefined) return { problems };
  const path = [apiPath, ownPath(host), ownPath(base)].find((candidate) => candidate) ?? defaultApiPath;
  const result = new URL(url);
  result.port = port?.trim() || url.port || base?.port || '';
  result.pathname = `/${path.replace(/^\/+|\/+$/g, '')}`;
  return { url: result.href, problems };
}

/** Strips a scheme, as Keyfactor's tools do; `http://` means an unencrypted connection. */
function parseHost(hostname: string, protocol: string): URL | undefined {
  const text = hostname.trim();
  const address = /^https?:\/\//i.test(text) ? text : `${protocol}//${text}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.username === '' && url.password === '' && url.search === '' && url.hash === '' ? url : undefined;
}

function ownPath(url: URL | undefined): string | undefined {
  return url === undefined || url.pathname === '/' ? undefined : url.pathname;
}

function isPort(text: string): boolean {
  return /^\s*\d{1,5}\s*$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}
