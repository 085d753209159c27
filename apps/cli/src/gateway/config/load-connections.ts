import path from 'node:path';
import { type LoadedConnection, loadConnection } from '../../ca/connection/load-connection.ts';
import { ConfigurationError, type ConfigurationProblem } from '../../configuration-error.ts';
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

/** Reads the connections of all CAs. Throws {@link ConfigurationError} with everything that is wrong with their files. */
export async function loadConnections(
  cas: readonly GatewayCaConfig[],
  {
    directory,
    ...context
  }: { readonly directory: string; readonly env: Environment; readonly redactor: Redactor },
): Promise<CaConnection[]> {
  const problems: ConfigurationProblem[] = [];
  const connections: CaConnection[] = [];
  for (const config of cas) {
    const file = path.resolve(directory, config.connection);
    try {
      // A variable can't be meant for all of several connections.
      const loaded = await loadConnection(file, { ...context, withVariables: cas.length === 1 });
      connections.push({ config, file, loaded });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return connections;
}
