import { quoted } from '@certbridge/plain-text';
import type { RowIdentity } from '@certbridge/rest-client';
import { ApiError } from '@certbridge/sectigo-client';
import type { Profile, RunStop } from '../fields/field-plan.ts';
import { describeUnknownProfiles } from '../run/describe-stop.ts';
import type { RunContext } from '../run/run-context.ts';

/** The profiles of `sslTypeIds` as SCM has them. */
export interface CheckedProfileIds {
  /** The ids to list certificates by. */
  readonly sslTypeIds: readonly number[];
  /** The profiles that SCM has; empty where the login may not see them. */
  readonly profiles: readonly Profile[];
  /** None of the profiles exists. */
  readonly stop?: RunStop;
}

/** Responses to a list that the login may not have or that the release does not know. */
const notListed: ReadonlySet<string> = new Set(['bad-request', 'forbidden', 'not-found']);

const UNCHECKED =
  "SCM does not show its certificate profiles to this login, so the ids of sslTypeIds can't be checked.";

/**
 * Checks `sslTypeIds` against the profiles of the account, and warns of those that do not exist.
 *
 * SCM lists the profiles that the login may use, and keeps certificates of others: an id is unknown only if there is no
 * certificate of it either.
 */
export async function checkProfileIds(
  context: Pick<RunContext, 'settings' | 'sectigo' | 'signal' | 'warn'>,
): Promise<CheckedProfileIds> {
  const { sslTypeIds } = context.settings.sectigo;
  const { profiles, unreadable } = await listProfiles(context);
  if (profiles.length === 0 && unreadable.length === 0) {
    context.warn(UNCHECKED);
    return { sslTypeIds, profiles };
  }
  // A profile is known by its id: the rest of its row is not needed.
  const listed = new Set([...profiles, ...unreadable].map(({ id }) => id));
  const others = sslTypeIds.filter((id) => !listed.has(id));
  const used = await Promise.all(others.map((id) => hasCertificates(id, context)));
  const unknown = others.filter((_, index) => used[index] !== true);
  if (unknown.length === 0) return { sslTypeIds, profiles };
  const known = sslTypeIds.filter((id) => !unknown.includes(id));
  const found = { unknown, profiles, hasUnreadable: listed.has(undefined) };
  if (known.length === 0) return { sslTypeIds, profiles, stop: { kind: 'profiles-unknown', ...found } };
  context.warn(describeUnknownProfiles(found, known), { isFinding: true });
  return { sslTypeIds: known, profiles };
}

async function listProfiles({
  sectigo,
  signal,
  warn,
}: Pick<RunContext, 'sectigo' | 'signal' | 'warn'>): Promise<{
  readonly profiles: readonly Profile[];
  readonly unreadable: readonly RowIdentity[];
}> {
  const unreadable: RowIdentity[] = [];
  const onUnreadableRow = (problem: string, row: RowIdentity) => {
    unreadable.push(row);
    warn(`${problem}${row.name === undefined ? '' : ` It is the profile ${quoted(row.name)}.`}`);
  };
  try {
    const profiles = await sectigo.profiles.list({ signal, onUnreadableRow });
    return { profiles: profiles.map(({ id, name }) => ({ id, name })), unreadable };
  } catch (error) {
    if (error instanceof ApiError && notListed.has(error.code)) return { profiles: [], unreadable };
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
