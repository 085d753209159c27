import { canonicalName, parseNamePart } from '@certbridge/certificate';
import { and } from '@certbridge/keyfactor-client';
import { quoted } from '@certbridge/plain-text';
import type { IssuerCount, RunStop } from '../fields/field-plan.ts';
import { describeProfileIds } from '../run/describe-stop.ts';
import type { RunContext } from '../run/run-context.ts';
import type { SyncSettings } from '../settings/sync-settings.ts';
import type { InventoryCounts } from '../state/state-store.ts';
import type { CheckedProfileIds } from './check-profile-ids.ts';
import { issuerQuery } from './read-inventory.ts';

/** Beyond this a date lies ahead wherever on earth it was written. */
const MOST_AHEAD = 14 * 3_600_000;

/** Finds a start of the inventory that is yet to come. Pure. */
export function checkAddedSince({ keyfactor }: SyncSettings, now: Date): RunStop | undefined {
  const { addedSince } = keyfactor;
  if (addedSince === undefined || Date.parse(addedSince) <= now.getTime() + MOST_AHEAD) return undefined;
  return { kind: 'added-since-ahead', addedSince };
}

/**
 * Finds out why no certificate is in scope of both systems, if none is.
 *
 * An estate that is empty, or has nothing new, is a warning. Where certificates should have matched, it is a stop.
 */
export async function checkScope(
  counts: InventoryCounts,
  { sslTypeIds, profiles }: CheckedProfileIds,
  context: RunContext,
): Promise<RunStop | undefined> {
  const { sectigo, keyfactor, matched } = counts;
  if (matched > 0) return undefined;
  if (keyfactor > 0) return { kind: 'nothing-matched', sectigo, keyfactor, sslTypeIds, profiles };
  const term = context.settings.keyfactor.issuerLookupTerm;
  const inKeyfactor = `Keyfactor has none whose issuer contains ${quoted(term)}`;
  if (sectigo === 0) {
    const listed = describeNothingListed(sslTypeIds, context.settings);
    context.warn(`${listed} ${inKeyfactor}${sinceText(context.settings)}.`);
    return undefined;
  }
  if (await hasFiltered(context)) {
    context.warn(
      `No certificate is in scope: ${inKeyfactor}${otherFilters(context.settings)}. It has others of that issuer, which the settings leave out.`,
    );
    return undefined;
  }
  return issuerUnknownStop(sectigo, context);
}

/** Returns the stop for a lookup term that no issuer in Command contains, with the issuers that Command has. */
export async function issuerUnknownStop(
  listed: number,
  context: RunContext,
): Promise<Extract<RunStop, { readonly kind: 'issuer-unknown' }>> {
  const term = context.settings.keyfactor.issuerLookupTerm;
  return { kind: 'issuer-unknown', term, sectigo: listed, ...(await countIssuers(context)) };
}

/** Returns whether Command has certificates of the issuer that were left out for another reason. */
async function hasFiltered({ settings, keyfactor, signal }: RunContext): Promise<boolean> {
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
  return `No certificate is in scope: SCM lists none${live} in ${describeProfileIds(sslTypeIds)}.`;
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

const PAGE_SIZE = 1_000;

/** Certificates that are looked at: enough to find a misspelt issuer, few enough for a run that goes nowhere. */
const MOST = 5 * PAGE_SIZE;

/** Counts Command's certificates by issuer, the most frequent first, whatever their state; of very many the first ones. */
async function countIssuers({
  keyfactor,
  signal,
}: RunContext): Promise<{ readonly issuers: readonly IssuerCount[]; readonly isCut: boolean }> {
  const rows = keyfactor.certificates.list({
    query: and(),
    includeRevoked: true,
    includeExpired: true,
    includeMetadata: false,
    pageSize: PAGE_SIZE,
    signal,
    // Reading the inventory reports these.
    onUnreadableRow: () => undefined,
  });
  const issuers = new Map<string, IssuerCount>();
  let looked = 0;
  let isCut = false;
  for await (const { IssuerDN } of rows) {
    if (looked === MOST) {
      isCut = true;
      break;
    }
    looked += 1;
    const key = canonicalName(IssuerDN ?? '');
    const known = issuers.get(key) ?? { issuerDn: IssuerDN ?? '', certificates: 0 };
    issuers.set(key, { ...known, certificates: known.certificates + 1 });
  }
  return { issuers: [...issuers.values()].sort((a, b) => b.certificates - a.certificates), isCut };
}
