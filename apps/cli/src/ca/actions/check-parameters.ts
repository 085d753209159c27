import { ConfigurationError, type ConfigurationFault } from '../../configuration-error.ts';
import { toProblem } from './ca-error.ts';
import type { ConnectedHost } from './connected-run.ts';

type Parameters = Readonly<Record<string, string>>;

/** Lists the names of `--set` that no order uses, each with the nearest one that it does. */
export async function listUnknownParameters(
  { plugin, io }: Pick<ConnectedHost, 'plugin' | 'io'>,
  parameters: Parameters,
): Promise<readonly ConfigurationFault[]> {
  const problems = await plugin.findUnknownParameters(Object.keys(parameters), { signal: io.signal });
  return problems.map(({ message }) => toProblem(message));
}

/** Throws {@link ConfigurationError} if a name of `--set` is of no use: a certificate without it is not what was asked for. */
export async function refuseUnusedParameters(host: ConnectedHost, parameters: Parameters): Promise<void> {
  const prior = Object.keys(parameters).find((name) => name.toLowerCase() === 'priorcertsn');
  if (prior !== undefined) {
    const message = `--set ${prior} is what a host of the plugin names an earlier certificate by`;
    const remedy =
      'Use certbridge ca renew or certbridge ca reissue, which take its request or serial number.';
    throw new ConfigurationError([{ file: '', message, remedy }]);
  }
  const problems = await listUnknownParameters(host, parameters);
  if (problems.length > 0) throw new ConfigurationError(problems);
}
