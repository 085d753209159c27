import type { HttpOptions, SectigoClient } from '@certbridge/sectigo-client';
import type { Logger } from '@logtape/logtape';
import { readCatalogList, tellUnreadable } from '../catalog/catalog-list.ts';
import type { CallOptions, ConnectionInfo, FindingOptions } from '../contract/ca-plugin.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import type { SettingProblem } from '../contract/property-annotation.ts';
import { toCaPluginError } from '../describe-failure.ts';
import { checkProfileFilter, tellCheck } from '../synchronization/check-profile-filter.ts';
import type { WarnOnce } from '../warn-once.ts';
import { openConnection } from './open-connection.ts';

/** Lists everything that is wrong with a connection; where nothing is and it is enabled, connects. */
export async function validateConnection(
  connection: ConnectionInfo,
  {
    logger,
    warn,
    http,
    signal,
    onFinding,
  }: FindingOptions & {
    readonly logger: Logger;
    readonly warn: WarnOnce;
    readonly http?: HttpOptions | undefined;
  },
): Promise<readonly SettingProblem[]> {
  // Somebody waits for the result at a form, so a server that can't be reached isn't retried for minutes.
  const retries = Math.min(http?.retries ?? 1, 1);
  const opened = await openConnection(connection, { logger, http: { ...http, retries } });
  if (opened.type === 'disabled') return [];
  if (opened.type === 'invalid') return opened.problems;
  try {
    const { client, settings } = opened;
    // Where the settings may mean such a profile, the check below says so; no other is needed.
    const rows: string[] = [];
    const profiles = tellUnreadable(
      await readCatalogList((options) => client.profiles.list({ signal, ...options })),
      (row) => rows.push(row),
    );
    const check = await checkProfileFilter(settings, { client, profiles: async () => profiles, signal });
    for (const row of rows) warn(row, check?.problem ?? check?.finding);
    tellCheck(check, { logger, onFinding });
    return check?.problem === undefined ? [] : [{ setting: check.setting, message: check.problem }];
  } catch (error) {
    const failure = toCaPluginError(error, signal);
    if (!(failure instanceof CaPluginError) || failure.code === 'aborted') throw failure;
    return [{ setting: null, message: failure.message }];
  } finally {
    await opened.client.close();
  }
}

/** Makes one call that every login may make. */
export async function tryOut(client: SectigoClient, { signal }: CallOptions): Promise<void> {
  await client.profiles.list({ signal, onUnreadableRow: () => undefined });
}
