import type { ManagedCa, ProfileCheck } from '@certbridge/ca-host';
import { toProblem } from '../../ca/actions/ca-error.ts';
import { withoutName } from '../../ca/actions/setting-problems.ts';
import { ConfigurationError, type ConfigurationFault } from '../../configuration-error.ts';

/**
 * Compares the settings of a trial with what SCM has. Throws {@link ConfigurationError} with those that are wrong for every product;
 * returns sentences on what orders of some will be refused for. Throws a CaPluginError where SCM can't be asked.
 */
export async function checkTrialSettings(
  cas: readonly ManagedCa[],
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const checks = (await Promise.all(cas.map((ca) => ca.checkProfiles({ signal })))).flat();
  const problems = wrongForAll(checks);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const findings = checks.flatMap(({ profile, wrong, missing }) => [
    ...wrong.map(({ message }) => `Orders of ${profile} will be refused. ${message}`),
    ...missing.map(({ message }) => `Orders will be refused. ${message}`),
  ]);
  return [...new Set(findings)];
}

function wrongForAll(checks: readonly ProfileCheck[]): ConfigurationFault[] {
  const [first, ...others] = checks;
  return (first?.wrong ?? [])
    .filter(({ setting }) =>
      others.every(({ wrong }) => wrong.some((problem) => problem.setting === setting)),
    )
    .map(({ setting, message }) =>
      setting === null
        ? toProblem(message)
        : { ...toProblem(withoutName(message, setting)), path: `--set ${setting}` },
    );
}
