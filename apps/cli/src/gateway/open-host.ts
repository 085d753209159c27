import path from 'node:path';
import {
  type CaDatabase,
  type CaHost,
  createHostedCa,
  DatabaseError,
  type ManagedCa,
  openCaDatabase,
  type ProfileSettings,
} from '@certbridge/ca-host';
import { toProgramError } from '../ca/actions/ca-error.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { createPrivateFile } from '../files/create-private-file.ts';
import type { Redactor } from '../logging/redactor.ts';
import type { GatewayCaConfig } from './config/gateway-schema.ts';
import type { CaConnection } from './config/load-connections.ts';
import type { LoadedGatewayConfig } from './config/load-gateway-config.ts';

/** The host of a gateway, with what keeps it up to date. */
export interface OpenedHost {
  readonly host: CaHost;
  readonly database: CaDatabase;
  readonly cas: readonly ScannedCa[];
  readonly databaseFile: string;
  readonly close: () => Promise<void>;
}

/** A CA with its schedules. */
export interface ScannedCa {
  readonly ca: ManagedCa;
  readonly config: GatewayCaConfig;
}

/** The database of a check, which keeps nothing. */
export const IN_MEMORY = ':memory:';

/**
 * Opens the database and initializes the connections of all CAs; nothing is sent yet. Throws {@link ConfigurationError} where
 * one can't be used.
 */
export async function openHost(
  {
    config,
    directory,
    connections,
    file,
  }: Pick<LoadedGatewayConfig, 'config' | 'directory' | 'connections'> & Partial<LoadedGatewayConfig>,
  { redactor }: { readonly redactor: Redactor },
): Promise<OpenedHost> {
  const { database: name } = config;
  const databaseFile = name === IN_MEMORY ? name : path.resolve(directory, name);
  const database = await openDatabase(databaseFile, file);
  const cas: ScannedCa[] = [];
  const close = async () => {
    await Promise.all(cas.map(({ ca }) => ca.close()));
    await database.close();
  };
  try {
    for (const connection of connections) {
      const ca = await openCa(connection, { database, redactor, isOnly: connections.length === 1 });
      cas.push({ ca, config: connection.config });
    }
    const host = { cas: cas.map(({ ca }) => ca), certificates: database.certificates };
    return { host, database, cas, databaseFile, close };
  } catch (error) {
    await close();
    throw toProgramError(error);
  }
}

async function openDatabase(file: string, configuration: string | undefined): Promise<CaDatabase> {
  if (file !== IN_MEMORY) await createPrivateFile(file);
  try {
    return await openCaDatabase(file);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { message } = error;
    const place = configuration === undefined ? { file: '' } : { file: configuration, path: 'database' };
    throw new ConfigurationError([{ ...place, message, remedy: error.remedy }]);
  }
}

async function openCa(
  { config, loaded }: CaConnection,
  {
    database,
    redactor,
    isOnly,
  }: { readonly database: CaDatabase; readonly redactor: Redactor; readonly isOnly: boolean },
): Promise<ManagedCa> {
  const { name, concurrency, settleMs } = config;
  const { info: connection, authorities: ca } = loaded;
  return createHostedCa({
    name,
    connection,
    database,
    isOnly,
    settleMs,
    settingsOf: profileSettingsOf(config),
    http: { concurrency, ca, onSecret: redactor.addSecret },
  });
}

/** Returns what tells how certificates of a profile are ordered: what is set for it overrides what is set for all, in any letter case. */
export function profileSettingsOf({
  settings,
  profiles,
}: Pick<GatewayCaConfig, 'settings' | 'profiles'>): (profile: string) => ProfileSettings {
  return (name) => {
    const own = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    if (own === undefined) return { parameters: settings, renewals: 'order' };
    const overridden = new Set(Object.keys(own.settings).map((key) => key.toLowerCase()));
    const kept = Object.entries(settings).filter(([key]) => !overridden.has(key.toLowerCase()));
    return { parameters: { ...Object.fromEntries(kept), ...own.settings }, renewals: own.renewals };
  };
}
