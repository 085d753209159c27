import type { Sandbox } from '../src/index.ts';
import { Contract } from './contract.ts';

/** A response whose body has been read. */
export interface CheckedResponse {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed body; undefined when it is empty or not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests inspect responses of every shape.
  json: any;
}

/** Options of one call. */
export interface CallOptions {
  query?: Record<string, string | number | boolean>;
  headers?: Record<string, string | undefined>;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  /** Set for responses of fault knobs, which no contract describes. */
  unchecked?: boolean;
}

/** Sends one call, e.g. `GET /api/ssl/v1/{sslId}` with the id in `path`. */
export type CheckedCall = (
  operation: string,
  options?: CallOptions & { path?: Record<string, string | number> },
) => Promise<CheckedResponse>;

const scmContract = new Contract('sectigo-scm');
const scmOAuthContract = new Contract('sectigo-scm', 'oauth');
const commandContract = new Contract('keyfactor-command');

/** Creates a caller of SCM that throws when a response breaks the contract. */
export function createScmCall(sandbox: Sandbox): CheckedCall {
  const { url, login, password, customerUri } = sandbox.scm;
  return createCall({
    base: url,
    contract: scmContract,
    headers: { login, password, customerUri },
    restore: (body) => body,
  });
}

/** Creates a caller of SCM's OAuth2 flavour; operations are named as in the contract, which has the other flavour's paths. */
export async function createScmOAuthCall(sandbox: Sandbox): Promise<CheckedCall> {
  const { url, tokenUrl, clientId, clientSecret } = sandbox.scmOAuth;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return createCall({
    base: url,
    contract: scmOAuthContract,
    headers: { authorization: `Bearer ${token}` },
    restore: (body) => body,
    rewrite: (path) => path.replace(/^\/api\/(person|dcv)\/v1/, '/api/$1/v2'),
  });
}

/** Creates a caller of Command, with Basic authentication, that throws when a response breaks the contract. */
export function createCommandCall(sandbox: Sandbox): CheckedCall {
  const { url, username, password } = sandbox.command;
  return createCall({
    base: url,
    contract: commandContract,
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`,
      'x-keyfactor-requested-with': 'APIClient',
    },
    restore: (body) => (sandbox.switches.propertyCase === 'camel' ? pascalCase(body) : body),
  });
}

function createCall(setup: {
  base: string;
  contract: Contract;
  headers: Record<string, string>;
  restore(body: unknown): unknown;
  rewrite?(path: string): string;
}): CheckedCall {
  return async (operation, { path = {}, query = {}, headers = {}, body, unchecked = false } = {}) => {
    const [method = '', template = ''] = operation.split(' ');
    const filled = (setup.rewrite?.(template) ?? template).replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(path[name])),
    );
    const search = Object.entries(query).map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
    );
    const sent = Object.entries({ ...setup.headers, ...headers }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const response = await fetch(`${setup.base}${filled}${search.length > 0 ? `?${search.join('&')}` : ''}`, {
      method,
      headers: body === undefined ? sent : [...sent, ['content-type', 'application/json']],
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json') && text !== '';
    const json: unknown = isJson ? setup.restore(JSON.parse(text)) : undefined;
    if (!unchecked) {
      const problems = setup.contract.check({
        method,
        template,
        status: response.status,
        headers: response.headers,
        body: isJson ? JSON.stringify(json) : text,
      });
      if (problems.length > 0)
        throw new Error(
          `${operation} ${response.status} breaks the contract:\n${problems.join('\n')}\n${text.slice(0, 500)}`,
        );
    }
    return { status: response.status, headers: response.headers, text, json };
  };
}

function pascalCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascalCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      name === 'metadata' ? inner : pascalCase(inner),
    ]),
  );
}
