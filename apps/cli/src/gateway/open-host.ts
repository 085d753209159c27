import path from 'node:path';
import {
  type CaDatabase,
  type CaHost,
  createHostedCa,
  DatabaseError,
  type ManagedCa,
  openCaDatabase,
} from '@certbridge/ca-host';
import { CaPluginError } from '@certbridge/ca-plugin';
import { ofPlugin, toCommandError } from '../ca/commands/ca-error.ts';
import { toSettingProblems } from '../ca/commands/setting-problems.ts';
import { ConfigurationError, type ConfigurationProblem } from '../configuration-error.ts';
import { createPrivateFile } from '../files/create-private-file.ts';
import type { Redactor } from '../logging/redactor.ts';
import type { Environment } from '../settings/environment.ts';
import type { GatewayCaConfig } from './config/gateway-schema.ts';
import { type CaConnection, loadConnections } from './config/load-connections.ts';
import type { LoadedGatewayConfig } from './config/load-gateway-config.ts';
import { profileSettingsOf } from './profile-settings-of.ts';

/** The host of a gateway, with what keeps it up to date. */
export interface OpenedHost {
  readonly host: CaHost;
  readonly database: CaDatabase;
  readonly cas: readonly ScannedCa[];
  readonly databaseFile: string;
  /** Files with secrets, whose permissions matter. */
  readonly secretFiles: readonly string[];
  readonly close: () => Promise<void>;
}

/** A CA with its schedules. */
export interface ScannedCa {
  readonly ca: ManagedCa;
  readonly config: GatewayCaConfig;
}

/** The database of a look at the authority, of which nothing is kept. */
export const IN_MEMORY = ':memory:';

/**
 * Opens the database and takes the connections of all CAs into use; nothing is sent yet. Throws {@link ConfigurationError} with
 * everything that is wrong with them.
 */
export async function openHost(
  { config, directory }: Pick<LoadedGatewayConfig, 'config' | 'directory'>,
  { env, redactor }: { readonly env: Environment; readonly redactor: Redactor },
): Promise<OpenedHost> {
  const connections = await loadConnections(config.cas, { directory, env, redactor });
  const { database: name } = config;
  const databaseFile = name === IN_MEMORY ? name : path.resolve(directory, name);
  const database = await openDatabase(databaseFile);
  const cas: ScannedCa[] = [];
  const close = async () => {
    await Promise.all(cas.map(({ ca }) => ca.close()));
    database.close();
  };
  try {
    const problems: ConfigurationProblem[] = [];
    for (const connection of connections) {
      const ca = await openCa(connection, { database, redactor, isOnly: connections.length === 1 });
      if ('problems' in ca) problems.push(...ca.problems);
      else cas.push({ ca, config: connection.config });
    }
    if (problems.length > 0) throw new ConfigurationError(problems);
    const host = { cas: cas.map(({ ca }) => ca), certificates: database.certificates };
    const secretFiles = connections.flatMap(({ loaded }) => loaded.secretFiles);
    return { host, database, cas, databaseFile, secretFiles: [databaseFile, ...secretFiles], close };
  } catch (error) {
    await close();
    throw toCommandError(error);
  }
}

async function openDatabase(file: string): Promise<CaDatabase> {
  if (file !== IN_MEMORY) await createPrivateFile(file);
  try {
    return await openCaDatabase(file);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const message = error.message.replace(/\.$/, '');
    throw new ConfigurationError([{ file: '', message, remedy: error.remedy }]);
  }
}

/** What is wrong with a connection is in its file, or in the environment. */
async function openCa(
  { config, file, loaded }: CaConnection,
  {
    database,
    redactor,
    isOnly,
  }: { readonly database: CaDatabase; readonly redactor: Redactor; readonly isOnly: boolean },
): Promise<ManagedCa | { readonly problems: readonly ConfigurationProblem[] }> {
  const { name, concurrency, settleMs } = config;
  const { info: connection, authorities: ca } = loaded;
  try {
    return await createHostedCa({
      ...{ name, connection, database, isOnly, settleMs, settingsOf: profileSettingsOf(config) },
      http: { concurrency, ca, onSecret: redactor.addSecret },
    });
  } catch (error) {
    if (!(error instanceof CaPluginError)) throw error;
    if (error.problems.length === 0) {
      return { problems: ofPlugin(error).problems.map((problem) => ({ ...problem, file })) };
    }
    const place = { connectionFile: file };
    return { problems: toSettingProblems(error.problems, { place, placeSetting: loaded.place }) };
  }
}
