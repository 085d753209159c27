import type { ConfigurationProblem } from '../configuration-error.ts';

/** Where Command's API is found on its host when nothing else is said. */
const defaultApiPath = '/KeyfactorAPI';

/**
 * Puts Command's address together from `KEYFACTOR_HOSTNAME`, `_PORT` and `_API_PATH`.
 *
 * What they leave open comes from `fileUrl`, the address in the configuration file. No address is returned when none of
 * the variables is set, or when there is no host to apply them to.
 */
export function composeKeyfactorUrl(
  env: Readonly<Record<string, string | undefined>>,
  fileUrl: unknown,
): { url?: string; problems: ConfigurationProblem[] } {
  const { KEYFACTOR_HOSTNAME: hostname, KEYFACTOR_PORT: port, KEYFACTOR_API_PATH: apiPath } = env;
  if (!hostname && !port && !apiPath) return { problems: [] };
  const problems: ConfigurationProblem[] = [];
  const base = typeof fileUrl === 'string' && URL.canParse(fileUrl) ? new URL(fileUrl) : undefined;
  const host = hostname ? parseHost(hostname, base?.protocol ?? 'https:') : undefined;
  if (hostname && host === undefined) {
    problems.push({
      file: 'environment',
      path: 'KEYFACTOR_HOSTNAME',
      message: 'must be the name of a host',
      remedy: 'Set it to the host of Keyfactor Command, for example keyfactor.example.com.',
    });
  }
  if (port && !isPort(port)) {
    problems.push({
      file: 'environment',
      path: 'KEYFACTOR_PORT',
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

/** A scheme is taken off, as Keyfactor's tools do; `http://` stands for an unencrypted connection. */
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
