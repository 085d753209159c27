import { createKeyfactorClient, type KeyfactorClient } from '@certbridge/keyfactor-client';
import { ApiError, type HttpOptions, type RequestLogEntry } from '@certbridge/rest-client';
import { createSectigoClient, type SectigoClient } from '@certbridge/sectigo-client';
import { getLogger } from '@logtape/logtape';
import { ConfigurationError } from '../configuration-error.ts';
import type { Redactor } from '../logging/redactor.ts';
import type { LoadedSettings } from './load-settings.ts';
import type { ResolvedLogins } from './resolve-logins.ts';

/** The two systems of a sync. */
export interface Connections {
  readonly sectigo: SectigoClient;
  readonly keyfactor: KeyfactorClient;
  readonly close: () => Promise<void>;
}

/** Calls that each client keeps in flight at one time, at most. */
export interface Concurrency {
  readonly sectigo: number;
  readonly keyfactor: number;
}

/**
 * Creates the clients of both systems; nothing is sent yet.
 *
 * Throws {@link ConfigurationError} for settings that no client can work with.
 */
export function connect(
  { settings, environment, configFile }: LoadedSettings,
  {
    logins,
    concurrency,
    redactor,
  }: { logins: ResolvedLogins; concurrency: Concurrency; redactor: Pick<Redactor, 'addSecret'> },
): Connections {
  const http = (name: keyof Concurrency): HttpOptions => ({
    concurrency: concurrency[name],
    onRequest: (entry) => logRequest(name, entry),
    onSecret: redactor.addSecret,
  });
  const { ca, ...keyfactorHttp } = environment.keyfactorHttp;
  try {
    const sectigo = createSectigoClient({
      baseUrl: settings.sectigo.baseUrl,
      customerUri: settings.sectigo.customerUri,
      auth: logins.sectigo,
      http: { ...http('sectigo'), ca: logins.authorities },
    });
    const keyfactor = createKeyfactorClient({
      baseUrl: settings.keyfactor.baseUrl,
      auth: logins.keyfactor,
      requestedWith: logins.requestedWith,
      http: {
        ...http('keyfactor'),
        ...keyfactorHttp,
        ca: [...logins.authorities, ...logins.keyfactorAuthorities],
      },
    });
    const close = async () => {
      await Promise.all([sectigo.close(), keyfactor.close()]);
    };
    return { sectigo, keyfactor, close };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message } = error;
    throw new ConfigurationError([{ file: configFile, message, remedy: 'Correct the setting.' }]);
  }
}

function logRequest(name: string, { method, path, status, durationMs, attempt }: RequestLogEntry): void {
  getLogger(['certbridge', name]).debug('{method} {path}: {outcome}, {duration} ms{again}', {
    method,
    path,
    outcome: status ?? 'no response',
    duration: Math.round(durationMs),
    again: attempt > 1 ? `, attempt ${attempt}` : '',
  });
}
