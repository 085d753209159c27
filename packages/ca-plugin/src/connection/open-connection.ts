import {
  ApiError,
  createSectigoClient,
  type HttpOptions,
  type SectigoClient,
} from '@certbridge/sectigo-client';
import type { Logger } from '@logtape/logtape';
import type { ConnectionInfo } from '../contract/ca-plugin.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import type { ConnectionLogin, ConnectionSettings } from '../plugin-context.ts';
import { loadLogin } from './load-login.ts';
import { readConnection } from './read-connection.ts';

/** A connection that can be used, one that is disabled, or what is wrong with it. */
export type OpenedConnection =
  | { readonly type: 'ready'; readonly client: SectigoClient; readonly settings: ConnectionSettings }
  | { readonly type: 'disabled' }
  | { readonly type: 'invalid'; readonly problems: readonly SettingProblem[] };

/** How a connection is opened. */
export interface OpeningOptions {
  readonly logger: Logger;
  readonly http?: HttpOptions | undefined;
  /** Called once when SCM refuses the login, after which nothing more is sent. */
  readonly onLoginRefused?: ((error: ApiError) => void) | undefined;
}

/** Reads settings and the files they name, and creates the client; nothing is sent. */
export async function openConnection(
  connection: ConnectionInfo,
  { logger, http, onLoginRefused }: OpeningOptions,
): Promise<OpenedConnection> {
  const reading = readConnection(connection);
  if (reading.ok && !reading.enabled) return { type: 'disabled' };
  const loading = reading.login && (await loadLogin(reading.login));
  const unloadable: SettingProblem[] =
    loading !== undefined && 'problem' in loading
      ? [{ setting: 'ClientCertificate', message: loading.problem }]
      : [];
  if (!reading.ok) {
    const unusable = loading !== undefined && 'login' in loading ? checkLogin(loading.login, http) : [];
    return { type: 'invalid', problems: [...reading.problems, ...unloadable, ...unusable] };
  }
  if (loading === undefined || 'problem' in loading) return { type: 'invalid', problems: unloadable };
  const settings = { ...reading.settings, login: loading.login };
  try {
    const client = createSectigoClient({
      baseUrl: settings.apiEndpoint,
      customerUri: settings.customerUri,
      auth: authOf(settings.login),
      http: { ...http, onRequest: logRequests(logger, http) },
      onLoginRefused,
    });
    return { type: 'ready', client, settings };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const setting = settings.login.type === 'certificate' ? 'ClientCertificate' : null;
    return { type: 'invalid', problems: [{ setting, message: error.message }] };
  }
}

/** Says what is wrong with the certificate of a login, wherever it is for: only the client notices a key that isn't its own. */
function checkLogin(login: ConnectionLogin, http: HttpOptions | undefined): SettingProblem[] {
  if (login.type !== 'certificate') return [];
  try {
    const place = { baseUrl: 'https://localhost', customerUri: 'any' };
    createSectigoClient({ ...place, auth: authOf(login), http });
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [{ setting: 'ClientCertificate', message: error.message }];
  }
}

function authOf(login: ConnectionLogin): Parameters<typeof createSectigoClient>[0]['auth'] {
  switch (login.type) {
    case 'password':
      return { type: 'password', login: login.username, password: login.password };
    case 'certificate':
      return { type: 'certificate', login: login.username, certificate: login.certificate };
    case 'oauth': {
      const { type, clientId, clientSecret, tokenUrl } = login;
      return { type, clientId, clientSecret, tokenUrl };
    }
  }
}

function logRequests(logger: Logger, http: HttpOptions | undefined): NonNullable<HttpOptions['onRequest']> {
  return (entry) => {
    const { method, path, status, durationMs, attempt } = entry;
    logger.debug('{method} {path}: {outcome}, {duration} ms{again}', {
      method,
      path,
      outcome: status ?? 'no response',
      duration: Math.round(durationMs),
      again: attempt > 1 ? `, attempt ${attempt}` : '',
    });
    http?.onRequest?.(entry);
  };
}
