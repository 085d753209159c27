import { stat } from 'node:fs/promises';
import { getLogger } from '@logtape/logtape';
import { type UsedVariable, variablesOf } from './variables-of.ts';

/** A place that a login is sent to. */
export interface LoginTarget {
  /** Display name of the system. */
  readonly system: string;
  readonly url: string | undefined;
  /** The setting that holds the address. */
  readonly setting: string;
}

/**
 * Warns of logins that travel unencrypted, and of files with secrets that other users may read. An address that variables of the
 * environment decided is named by them.
 */
export async function warnOfExposedSecrets(
  targets: readonly LoginTarget[],
  { files, variables }: { readonly files: Iterable<string>; readonly variables: readonly UsedVariable[] },
): Promise<void> {
  const logger = getLogger(['certbridge', 'cli']);
  const named = targets.map(({ setting, ...target }) => ({
    ...target,
    setting: variablesOf(setting, variables) ?? setting,
  }));
  for (const warning of [...listPlainHttpWarnings(named), ...(await listPermissionWarnings(files))])
    logger.warn('{warning}', { warning });
}

/**
 * Lists a warning for each system whose login would travel unencrypted: over plain HTTP to another machine than this one.
 */
export function listPlainHttpWarnings(targets: readonly LoginTarget[]): string[] {
  return targets
    .filter(({ url }) => url !== undefined && isUnprotected(url))
    .map(
      ({ system, setting }) =>
        `The login to ${system} is sent over plain http, so anybody on the way can read it. Write the address (${setting}) with https://.`,
    );
}

function isUnprotected(text: string): boolean {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return false;
  const { protocol, hostname } = new URL(trimmed);
  return protocol === 'http:' && !/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}

/**
 * Lists a warning for each file with secrets that users other than its owner may read.
 *
 * Windows keeps access rights elsewhere, so nothing is said there. What can't be examined or is not a regular file is left out:
 * reading it reports what is wrong.
 */
export async function listPermissionWarnings(
  files: Iterable<string>,
  platform: NodeJS.Platform = process.platform,
): Promise<string[]> {
  if (platform === 'win32') return [];
  const warnings: string[] = [];
  for (const file of new Set(files)) {
    const mode = await stat(file).then(
      (stats) => (stats.isFile() ? stats.mode : 0),
      () => 0,
    );
    if ((mode & 0o044) !== 0) {
      warnings.push(
        `${file} holds secrets and can be read by other users of this machine: chmod 600 ends that.`,
      );
    }
  }
  return warnings;
}
