import type { SettingProblem } from '@certbridge/ca-plugin';
import type { CliIo } from '../../cli-io.ts';
import { toProblem } from './ca-error.ts';
import type { CaResult } from './ca-result.ts';
import { listUnknownParameters } from './check-parameters.ts';
import { type CaHost, type CaOptions, runCaCommand } from './run-ca-command.ts';

/** What to check, as the command line says. */
export interface CaValidateCommand extends CaOptions {
  /** A product to check with its settings, once the connection is found good. */
  readonly product?: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Prints everything that is wrong with the connection, and with a product; returns the exit code. */
export function runCaValidate(
  { product, parameters, ...options }: CaValidateCommand,
  io: CliIo,
): Promise<number> {
  return runCaCommand(options, {
    io,
    command: 'validate',
    isTrial: true,
    work: async (host) => {
      const { plugin, connection } = host;
      const problems = await plugin.validateCAConnectionInfo(connection, { signal: io.signal });
      if (problems.length > 0) return findings(problems, host.place.connectionFile);
      if (product === undefined) return good('The connection is valid.');
      await plugin.initialize(connection);
      return validateProduct({ productId: product, parameters }, host);
    },
  });
}

async function validateProduct(
  product: { productId: string; parameters: Readonly<Record<string, string>> },
  { plugin, io }: CaHost,
): Promise<CaResult> {
  const unknown = await listUnknownParameters({ plugin, io }, product.parameters);
  const problems = await plugin.validateProductInfo(product, { signal: io.signal });
  if (problems.length === 0 && unknown.length === 0) return good('The connection and the product are valid.');
  const found = findings(problems, '');
  return { ...found, problems: [...unknown, ...(found.problems ?? [])] };
}

function findings(problems: readonly SettingProblem[], file: string): CaResult {
  return {
    exitCode: 2,
    document: { valid: false },
    lines: [],
    problems: problems.map(({ setting, message }) => ({
      ...toProblem(message),
      file,
      ...(setting === null ? {} : { path: setting }),
    })),
  };
}

function good(sentence: string): CaResult {
  return { exitCode: 0, document: { valid: true }, lines: [sentence] };
}
