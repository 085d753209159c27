import type { SettingProblem } from '@certbridge/ca-plugin';
import { defineCommand } from '../../frame/command.ts';
import { parameter } from '../option-values.ts';
import { toProblem } from './ca-error.ts';
import { listUnknownParameters } from './check-parameters.ts';
import { type CaHost, type CaResult, connectedCommand, runConnected } from './run-connected.ts';

/** Prints everything that is wrong with the connection, and with a product once the connection is found good. */
export const validateCommand = defineCommand(
  () =>
    connectedCommand('validate', 'list everything that is wrong with the connection')
      .option('--product <id>', 'look at the settings of this product, too')
      .option('--set <name=value>', 'a setting of the product; repeatable', parameter),
  (io, { product, set: parameters = {}, ...options }) =>
    runConnected(io, options, {
      name: 'validate',
      isTrial: true,
      work: async (host) => {
        const { plugin, connection } = host;
        const findings: string[] = [];
        const problems = await plugin.validateCAConnectionInfo(connection, {
          signal: io.signal,
          onFinding: (finding) => findings.push(finding),
        });
        if (problems.length > 0) return invalid(problems, { file: host.place.connectionFile, findings });
        if (product === undefined) return valid('The connection is valid.', findings);
        await plugin.initialize(connection);
        return validateProduct({ productId: product, parameters }, { host, findings });
      },
    }),
);

async function validateProduct(
  product: { productId: string; parameters: Readonly<Record<string, string>> },
  { host: { plugin, io }, findings }: { readonly host: CaHost; readonly findings: string[] },
): Promise<CaResult> {
  const { signal } = io;
  const unknown = await listUnknownParameters({ plugin, io }, product.parameters);
  const problems = [
    ...(await plugin.validateProductInfo(product, { signal })),
    ...(await plugin.findMissingParameters(product.parameters, {
      signal,
      onFinding: (finding) => findings.push(finding),
    })),
  ];
  if (problems.length === 0 && unknown.length === 0) {
    return valid('The connection and the product are valid.', findings);
  }
  const found = invalid(problems, { file: '', findings });
  return { ...found, problems: [...unknown, ...(found.problems ?? [])] };
}

function invalid(
  problems: readonly SettingProblem[],
  { file, findings }: { readonly file: string; readonly findings: readonly string[] },
): CaResult {
  return {
    exitCode: 2,
    document: { valid: false, findings },
    findings,
    lines: findings,
    problems: problems.map(({ setting, message }) =>
      setting === null
        ? { ...toProblem(message), file }
        : { ...toProblem(withoutName(message, setting)), file, path: setting },
    ),
  };
}

/** A message without the name of the setting that it begins with, which is told before it. */
function withoutName(message: string, setting: string): string {
  return message.startsWith(setting) ? message.slice(setting.length).replace(/^:? +/, '') : message;
}

/** What was found beside leaves the settings usable, and is mended all the same. */
function valid(sentence: string, findings: readonly string[]): CaResult {
  return {
    exitCode: findings.length > 0 ? 3 : 0,
    document: { valid: true, findings },
    findings,
    lines: [sentence, ...findings],
  };
}
