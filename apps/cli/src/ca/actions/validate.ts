import type { ConfigurationFault } from '../../configuration-error.ts';
import { defineAction } from '../../frame/action.ts';
import { productOption, setOption } from '../../shared-options.ts';
import { toProblem } from './ca-error.ts';
import { listUnknownParameters } from './check-parameters.ts';
import { type CaResult, type ConnectedHost, connectedAction, connectedRun } from './connected-run.ts';
import { toSettingProblems, withoutName } from './setting-problems.ts';

/** Prints everything that is wrong with the connection, and with a product once the connection is found good. */
export const validateAction = defineAction(
  () =>
    connectedAction('validate', 'list everything that is wrong with the connection')
      .addOption(productOption('look at the settings of this product, too'))
      .addOption(setOption('a setting of the product')),
  (io, { product, set: parameters = {}, ...options }) =>
    connectedRun(io, options, {
      name: 'validate',
      isTrial: true,
      work: async (host) => {
        const { plugin, connection } = host;
        const findings: string[] = [];
        const problems = await plugin.validateCAConnectionInfo(connection, {
          signal: io.signal,
          onFinding: (finding) => findings.push(finding),
        });
        if (problems.length > 0) return invalid(toSettingProblems(problems, host), findings);
        if (product === undefined) return valid('The connection is valid.', findings);
        await plugin.initialize(connection);
        return validateProduct({ productId: product, parameters }, { host, findings });
      },
    }),
);

async function validateProduct(
  product: { productId: string; parameters: Readonly<Record<string, string>> },
  { host: { plugin, io }, findings }: { readonly host: ConnectedHost; readonly findings: string[] },
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
  const ofProduct = problems.map(({ setting, message }) => ({
    ...toProblem(setting === null ? message : withoutName(message, setting)),
    ...(setting !== null && { path: setting }),
  }));
  return invalid([...unknown, ...ofProduct], findings);
}

function invalid(problems: readonly ConfigurationFault[], findings: readonly string[]): CaResult {
  return {
    exitCode: 2,
    document: { valid: false, findings },
    findings,
    lines: findings,
    problems,
  };
}

/** Findings leave the settings valid, but should be fixed. */
function valid(sentence: string, findings: readonly string[]): CaResult {
  return {
    exitCode: findings.length > 0 ? 3 : 0,
    document: { valid: true, findings },
    findings,
    lines: [sentence, ...findings],
  };
}
