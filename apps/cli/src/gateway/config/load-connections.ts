import path from 'node:path';
import { CaPluginError } from '@certbridge/ca-plugin';
import { ofPlugin } from '../../ca/actions/ca-error.ts';
import { toSettingProblems } from '../../ca/actions/setting-problems.ts';
import { type LoadedConnection, readConnectionFile } from '../../ca/connection/load-connection.ts';
import { trialPlugin } from '../../ca/connection/trial-plugin.ts';
import { ConfigurationError, type ConfigurationFault } from '../../configuration-error.ts';
import type { Redactor } from '../../logging/redactor.ts';
import type { Environment } from '../../settings/environment.ts';
import type { GatewayCaConfig } from './gateway-schema.ts';

/** A CA of the configuration with its connection. */
export interface CaConnection {
  readonly config: GatewayCaConfig;
  /** Of the connection. */
  readonly file: string;
  readonly loaded: LoadedConnection;
}

/** Connections by their files, and everything that is wrong with them. */
export interface ConnectionReadings {
  readonly byFile: ReadonlyMap<string, LoadedConnection>;
  readonly problems: readonly ConfigurationFault[];
}

interface Context {
  /** What paths are relative to. */
  readonly directory: string;
  readonly env: Environment;
  readonly redactor: Redactor;
  /** The configuration, where another connection is named; without it that is done with --connection. */
  readonly configuration?: string | undefined;
}

/** Reads the connections of all CAs. Throws {@link ConfigurationError} with everything that is wrong with their files. */
export async function loadConnections(
  cas: readonly GatewayCaConfig[],
  context: Context,
): Promise<CaConnection[]> {
  const { byFile, problems } = await readConnections(
    cas.map(({ connection }) => connection),
    context,
  );
  if (problems.length > 0) throw new ConfigurationError(problems);
  return withConnections(cas, { byFile, directory: context.directory });
}

/** Pairs CAs with their connections. */
export function withConnections(
  cas: readonly GatewayCaConfig[],
  { byFile, directory }: Pick<ConnectionReadings, 'byFile'> & Pick<Context, 'directory'>,
): CaConnection[] {
  return cas.flatMap((config) => {
    const file = path.resolve(directory, config.connection);
    const loaded = byFile.get(file);
    return loaded === undefined ? [] : [{ config, file, loaded }];
  });
}

/** Reads the connections that CAs name; undefined is one that is wrong in another way. */
export async function readConnections(
  names: readonly (string | undefined)[],
  { directory, configuration, ...context }: Context,
): Promise<ConnectionReadings> {
  const problems: ConfigurationFault[] = [];
  const byFile = new Map<string, LoadedConnection>();
  const looked = new Set<string>();
  for (const [index, name] of names.entries()) {
    const file = name === undefined ? undefined : path.resolve(directory, name);
    if (file === undefined || looked.has(file)) continue;
    looked.add(file);
    const place = configuration && `by cas[${index}].connection in ${configuration}`;
    // A variable can't be meant for all of several connections.
    const options = { ...context, naming: place, withVariables: names.length === 1 };
    const { connection, problems: found } = await readConnectionFile(file, options);
    problems.push(...found);
    if (connection === undefined) continue;
    byFile.set(file, connection);
    const told = new Set(found.map(({ path: setting = '' }) => rootOf(setting)));
    const further = await checkConnection(file, connection);
    // What a reference does not lead to is wrong once.
    problems.push(
      ...further.filter(({ path: setting }) => setting === undefined || !told.has(rootOf(setting))),
    );
  }
  return { byFile, problems };
}

/** Lists the problems that the plugin reports with a connection; nothing is sent. */
async function checkConnection(
  file: string,
  { info, authorities: ca, place }: LoadedConnection,
): Promise<readonly ConfigurationFault[]> {
  const plugin = trialPlugin({ http: { ca } });
  try {
    await plugin.initialize(info);
    return [];
  } catch (error) {
    if (!(error instanceof CaPluginError)) throw error;
    if (error.problems.length === 0) return ofPlugin(error).problems.map((problem) => ({ ...problem, file }));
    return toSettingProblems(error.problems, { place: { connectionFile: file }, placeSetting: place });
  } finally {
    await plugin.close();
  }
}

/** The setting that a place is in, such as `ClientCertificate` for its passphrase. */
function rootOf(place: string): string {
  return place.replace(/[.[].*$/s, '').toLowerCase();
}
