import { nearestName } from '@certbridge/field-mapping';
import { ApiError } from '@certbridge/sectigo-client';
import type { Profile, RunStop } from '../fields/field-plan.ts';
import type { RunContext } from '../run/run-context.ts';
import { describeProfiles } from './describe-profiles.ts';

/** What became of `sslTypeIds` when SCM was asked. */
export interface ProfileCheck {
  /** The ids to list certificates by. */
  readonly sslTypeIds: readonly number[];
  /** The profiles that SCM has; empty where the login may not see them. */
  readonly profiles: readonly Profile[];
  /** A configured profile does not exist: a finding of the run. */
  readonly unknown?: string;
  /** Why the ids could not be checked. */
  readonly unchecked?: string;
  readonly stop?: RunStop;
}

/** Answers for a list that the login may not have or that the release does not know. */
const notListed: ReadonlySet<string> = new Set(['bad-request', 'forbidden', 'not-found']);

const UNCHECKED =
  "SCM does not show its certificate profiles to this login, so the ids of sslTypeIds can't be checked.";

/**
 * Checks `sslTypeIds` against the profiles of the account.
 *
 * SCM lists the profiles that the login may use, and keeps certificates of others: an id is unknown only if there is no
 * certificate of it either.
 */
export async function checkProfiles(
  context: Pick<RunContext, 'settings' | 'sectigo' | 'signal'>,
): Promise<ProfileCheck> {
  const { sslTypeIds } = context.settings.sectigo;
  const profiles = await listProfiles(context);
  if (profiles.length === 0) return { sslTypeIds, profiles, unchecked: UNCHECKED };
  const listed = new Set(profiles.map(({ id }) => id));
  const others = sslTypeIds.filter((id) => !listed.has(id));
  const used = await Promise.all(others.map((id) => hasCertificates(id, context)));
  const unknown = others.filter((_, index) => used[index] !== true);
  if (unknown.length === 0) return { sslTypeIds, profiles };
  const known = sslTypeIds.filter((id) => !unknown.includes(id));
  if (known.length === 0)
    return { sslTypeIds, profiles, stop: { kind: 'profiles-unknown', unknown, profiles } };
  return { sslTypeIds: known, profiles, unknown: describeUnknown(unknown, profiles) };
}

/** Says which profiles do not exist, what may be meant, and which there are. */
export function describeUnknown(unknown: readonly number[], profiles: readonly Profile[]): string {
  const ids = profiles.map(({ id }) => String(id));
  const nearest = unknown.flatMap((id) => nearestName(String(id), ids) ?? []);
  const meant = profiles.filter(({ id }) => nearest.includes(String(id)));
  const offer = meant.length === 0 ? '' : ` Did you mean ${describeProfiles(meant)}?`;
  return `SCM has no profile ${unknown.join(', ')} (sslTypeIds).${offer} Profiles that SCM has: ${describeProfiles(profiles)}.`;
}

async function listProfiles({
  sectigo,
  signal,
}: Pick<RunContext, 'sectigo' | 'signal'>): Promise<readonly Profile[]> {
  try {
    return (await sectigo.profiles.list({ signal })).map(({ id, name }) => ({ id, name }));
  } catch (error) {
    if (error instanceof ApiError && notListed.has(error.code)) return [];
    throw error;
  }
}

async function hasCertificates(
  sslTypeId: number,
  { sectigo, signal }: Pick<RunContext, 'sectigo' | 'signal'>,
): Promise<boolean> {
  try {
    const first = await sectigo.certificates
      .list({ sslTypeId }, { pageSize: 1, signal })
      [Symbol.asyncIterator]()
      .next();
    return first.done !== true;
  } catch (error) {
    if (error instanceof ApiError && notListed.has(error.code)) return false;
    throw error;
  }
}
