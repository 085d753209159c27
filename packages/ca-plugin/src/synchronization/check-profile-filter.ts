import { nearestName } from '@certbridge/plain-text';
import { ApiError, type CertificateProfile, type SectigoClient } from '@certbridge/sectigo-client';
import type { Logger } from '@logtape/logtape';
import { type CatalogList, describePossible } from '../catalog/catalog-list.ts';
import { listAll } from '../catalog/names.ts';
import type { FindingOptions } from '../contract/ca-plugin.ts';
import type { ConnectionSettings } from '../plugin-context.ts';

/** What the profiles of a filter turned out to be; each text is a sentence or two. */
export interface FilterCheck {
  /** The setting that names them. */
  readonly setting: 'SyncFilterProfileId' | 'SyncFilter';
  /** None of them exists, so that nothing can be found. */
  readonly problem?: string;
  /** Some do not exist. */
  readonly finding?: string;
  /** They can't be checked. */
  readonly warning?: string;
}

type Settings = Pick<ConnectionSettings, 'syncFilter' | 'syncFilterProfileIds'>;

/** The responses for a list that the login may not read or that the release does not know. */
const notListed: ReadonlySet<string> = new Set(['bad-request', 'forbidden', 'not-found']);

/**
 * Checks the profiles to synchronize against those of the account; undefined where there is no such filter.
 *
 * SCM lists the profiles that the login may use, and keeps certificates of others: an id is unknown only if there is no
 * certificate of it either.
 */
export async function checkProfileFilter(
  { syncFilter, syncFilterProfileIds }: Settings,
  {
    client,
    profiles: listProfiles,
    signal,
  }: {
    readonly client: Pick<SectigoClient, 'certificates'>;
    readonly profiles: () => Promise<CatalogList<CertificateProfile>>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<FilterCheck | undefined> {
  const isList = syncFilterProfileIds.length > 0;
  const setting = isList ? 'SyncFilterProfileId' : 'SyncFilter';
  const ids = isList ? syncFilterProfileIds : [syncFilter.sslTypeId ?? []].flat().map(Number);
  if (ids.length === 0) return undefined;
  const profiles = await orNone(listProfiles, { items: [], unreadable: [] });
  // A profile is known by its id: the rest of its row is not needed.
  const known = [...profiles.items, ...profiles.unreadable];
  if (known.length === 0) {
    const warning = `SCM does not show its certificate profiles to this login, so the ids of ${setting} can't be checked.`;
    return { setting, warning };
  }
  const others = ids.filter((id) => !known.some((profile) => profile.id === id));
  const used = await Promise.all(others.map((id) => hasCertificates(id)));
  const unknown = others.filter((_, index) => used[index] !== true);
  if (unknown.length === 0) return { setting };
  const sentence = describeUnknown(unknown, { ids, profiles, setting });
  return unknown.length === ids.length ? { setting, problem: sentence } : { setting, finding: sentence };

  async function hasCertificates(sslTypeId: number): Promise<boolean> {
    const rows = client.certificates.list({ sslTypeId }, { pageSize: 1, signal });
    const first = await orNone(async () => rows[Symbol.asyncIterator]().next(), { done: true });
    return first.done !== true;
  }
}

/** Logs what does not stop a synchronization, or hands it over where the operator has to fix it. */
export function tellCheck(
  check: FilterCheck | undefined,
  { logger, onFinding }: Pick<FindingOptions, 'onFinding'> & { readonly logger: Logger },
): void {
  if (check?.warning !== undefined) logger.warn('{warning}', { warning: check.warning });
  if (check?.finding !== undefined) tellFinding(check.finding, { logger, onFinding });
}

async function orNone<T, N>(ask: () => Promise<T>, none: N): Promise<T | N> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiError && notListed.has(error.code)) return none;
    throw error;
  }
}

function describeUnknown(
  unknown: readonly number[],
  {
    ids,
    profiles,
    setting,
  }: {
    /** All that the filter has. */
    readonly ids: readonly number[];
    readonly profiles: CatalogList<CertificateProfile>;
    readonly setting: string;
  },
): string {
  const others = profiles.items.filter(({ id }) => !ids.includes(id)).map(({ id }) => String(id));
  const nearest = unknown.flatMap((id) => nearestName(String(id), others) ?? []);
  const offer = nearest.length === 0 ? '' : ` Did you mean ${[...new Set(nearest)].join(', ')}?`;
  const known = profiles.items.map(({ id, name }) => `${id} (${name})`);
  const all = known.length === 0 ? '' : ` ${listAll(known)}`;
  const possible = describePossible('id', profiles);
  return `SCM has no SSL certificate profile ${unknown.join(', ')} (${setting}).${possible}${offer}${all}`;
}

/** Passes a finding to the caller's `onFinding`, else logs it as a warning. */
function tellFinding(
  finding: string,
  { logger, onFinding }: Pick<FindingOptions, 'onFinding'> & { readonly logger: Logger },
): void {
  if (onFinding === undefined) logger.warn('{finding}', { finding });
  else onFinding(finding);
}
