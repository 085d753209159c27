import { createKeyfactorClient, type KeyfactorClientOptions } from '@certbridge/keyfactor-client';
import { type Sandbox, type SandboxOptions, startSandbox } from '@certbridge/sandbox';
import { createSectigoClient, type HttpOptions, type SectigoClient } from '@certbridge/sectigo-client';
import { onTestFinished } from 'vitest';
import {
  readSettings,
  renderProblem,
  runMetadataSync,
  type SectigoPort,
  type SyncOptions,
  type SyncResult,
} from '../../src/index.ts';
import { type DocumentParts, documentsWith } from './documents.ts';

/** Replacements for every character that the sandbox's field names need. */
export const replacements = [
  { id: 1, character: ' ', replacementCharacter: '_' },
  { id: 2, character: '/', replacementCharacter: '-' },
];

/** Manual fields over several types and depths. */
export const manualFields = [
  {
    sectigoFieldName: 'certificateDetails.issuer',
    keyfactorMetadataFieldName: 'Sectigo-Issuer',
    keyfactorDataType: 1,
  },
  { sectigoFieldName: 'expires', keyfactorMetadataFieldName: 'Sectigo-Expires', keyfactorDataType: 3 },
  { sectigoFieldName: 'orderNumber', keyfactorMetadataFieldName: 'Sectigo-Order', keyfactorDataType: 2 },
  {
    sectigoFieldName: 'subjectAlternativeNames',
    keyfactorMetadataFieldName: 'Sectigo-SANs',
    keyfactorDataType: 6,
  },
];

/** Starts a sandbox that ends with the test. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ certificates: 30, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

export interface SyncParts
  extends DocumentParts,
    Partial<Omit<SyncOptions, 'settings' | 'sectigo' | 'keyfactor'>> {
  readonly http?: HttpOptions;
  readonly keyfactorAuth?: KeyfactorClientOptions['auth'];
  /** Log in to SCM with OAuth2, at the host of that flavour. */
  readonly sectigoOAuth?: boolean;
  /** Puts something between engine and client. */
  readonly sectigoPort?: (client: SectigoClient) => SectigoPort;
}

/** Runs a sync against a sandbox over HTTP, with import-all and replacements unless told otherwise. */
export async function sync(sandbox: Sandbox, parts: SyncParts = {}): Promise<SyncResult> {
  const {
    config,
    fields,
    banned,
    overrides,
    http,
    keyfactorAuth,
    sectigoOAuth = false,
    sectigoPort,
    ...options
  } = parts;
  const reading = readSettings(
    documentsWith({
      config: { sslTypeIds: sandbox.scm.sslTypeIds, ...config },
      fields: fields ?? { ManualFields: manualFields },
      banned: banned ?? replacements,
      ...(overrides ? { overrides } : {}),
    }),
  );
  if (!reading.ok) throw new Error(reading.problems.map(renderProblem).join('\n'));
  const { url: commandUrl, ...basic } = sandbox.command;
  const sectigo = sectigoOAuth ? connectByOAuth(sandbox, http) : connectByPassword(sandbox, http);
  const keyfactor = createKeyfactorClient({
    baseUrl: commandUrl,
    auth: keyfactorAuth ?? { type: 'basic', ...basic },
    http,
  });
  try {
    return await runMetadataSync({
      mode: 'sctokf',
      runId: crypto.randomUUID(),
      ...options,
      settings: reading.settings,
      sectigo: sectigoPort?.(sectigo) ?? sectigo,
      keyfactor,
    });
  } finally {
    await Promise.all([sectigo.close(), keyfactor.close()]);
  }
}

function connectByPassword({ scm }: Sandbox, http: HttpOptions | undefined) {
  const { url: baseUrl, customerUri, login, password } = scm;
  return createSectigoClient({ baseUrl, customerUri, auth: { type: 'password', login, password }, http });
}

function connectByOAuth({ scmOAuth }: Sandbox, http: HttpOptions | undefined) {
  const { url: baseUrl, ...credentials } = scmOAuth;
  return createSectigoClient({ baseUrl, auth: { type: 'oauth', ...credentials }, http });
}

/** Writes that both systems received so far, and one line for each. */
export function writesOf(sandbox: Sandbox): string[] {
  return sandbox.requests
    .list()
    .filter(({ system, method, path }) => system !== 'oauth' && method !== 'GET' && !path.includes('report'))
    .map(({ method, path }) => `${method} ${path}`);
}
