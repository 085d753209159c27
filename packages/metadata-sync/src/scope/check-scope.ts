import { parseNamePart } from '@certbridge/certificate';
import { quoted } from '@certbridge/plain-text';
import type { RunStop } from '../fields/field-plan.ts';
import type { KeyfactorPort } from '../run/ports.ts';
import { issuerQuery } from '../run/read-inventory.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { InventoryCounts } from '../state/state-store.ts';
import type { ProfileCheck } from './check-profiles.ts';
import { countIssuers } from './count-issuers.ts';

/** What a scope without a single match means: a stop, or a sentence for the summary. */
export type EmptyScope = { readonly stop: RunStop } | { readonly note: string };

/** What is needed to look at an empty scope. */
interface ScopeContext {
  readonly settings: SyncSettings;
  readonly keyfactor: Pick<KeyfactorPort, 'certificates'>;
  readonly signal: AbortSignal;
}

/** Beyond this a date lies ahead wherever on earth it was written. */
const MOST_AHEAD = 14 * 3_600_000;

/** Finds a start of the inventory that is yet to come. Pure. */
export function checkAddedSince({ keyfactor }: SyncSettings, now: Date): RunStop | undefined {
  const { addedSince } = keyfactor;
  if (addedSince === undefined || Date.parse(addedSince) <= now.getTime() + MOST_AHEAD) return undefined;
  return { kind: 'added-since-ahead', addedSince };
}

/**
 * Finds out why no certificate is in scope of both systems; undefined where there is one.
 *
 * An estate that is empty, or has nothing new, is a note. Where something was evidently meant to match, it is a stop.
 */
export async function checkScope(
  counts: InventoryCounts,
  { sslTypeIds, profiles }: Pick<ProfileCheck, 'sslTypeIds' | 'profiles'>,
  context: ScopeContext,
): Promise<EmptyScope | undefined> {
  const { sectigo, keyfactor, matched } = counts;
  if (matched > 0) return undefined;
  if (keyfactor > 0) {
    return { stop: { kind: 'nothing-matched', sectigo, keyfactor, sslTypeIds, profiles } };
  }
  const term = context.settings.keyfactor.issuerLookupTerm;
  const inKeyfactor = `Keyfactor has none whose issuer contains ${quoted(term)}`;
  if (sectigo === 0) {
    const listed = describeNothingListed(sslTypeIds, context.settings);
    return { note: `${listed} ${inKeyfactor}${sinceText(context.settings)}.` };
  }
  if (await hasFiltered(context)) {
    const note = `No certificate is in scope: ${inKeyfactor}${otherFilters(context.settings)}. It has others of that issuer, which the settings leave out.`;
    return { note };
  }
  const { issuers, isCut } = await countIssuers(context.keyfactor, context);
  return { stop: { kind: 'issuer-unknown', term, sectigo, issuers, isCut } };
}

/** Tells whether Command has certificates of the issuer that were left out for another reason. */
async function hasFiltered({ settings, keyfactor, signal }: ScopeContext): Promise<boolean> {
  if (settings.keyfactor.addedSince === undefined && settings.syncRevokedAndExpired) return false;
  const issuer = parseNamePart(settings.keyfactor.issuerLookupTerm);
  const rows = keyfactor.certificates.list({
    query: issuerQuery(issuer),
    includeRevoked: true,
    includeExpired: true,
    includeMetadata: false,
    pageSize: settings.keyfactor.pageSize,
    signal,
  });
  let looked = 0;
  for await (const { IssuerDN } of rows) {
    if (issuer.isIn(IssuerDN ?? '')) return true;
    looked += 1;
    if (looked === settings.keyfactor.pageSize) return false;
  }
  return false;
}

/** Says that SCM has nothing in scope. */
export function describeNothingListed(
  sslTypeIds: readonly number[],
  { syncRevokedAndExpired }: SyncSettings,
): string {
  const live = syncRevokedAndExpired ? '' : ' that is neither revoked nor expired';
  return `No certificate is in scope: SCM lists none${live} in the profiles ${sslTypeIds.join(', ')} (sslTypeIds).`;
}

function sinceText({ keyfactor }: SyncSettings): string {
  return keyfactor.addedSince === undefined
    ? ''
    : ` and that was imported since ${keyfactor.addedSince} (keyfactorAddedSince)`;
}

function otherFilters(settings: SyncSettings): string {
  const live = settings.syncRevokedAndExpired ? '' : ', that is neither revoked nor expired';
  return `${live}${sinceText(settings)}`;
}
