import type { RunStop } from '../fields/field-plan.ts';
import type { SafetyLimits } from '../settings/sync-settings.ts';
import type { InventoryCounts } from '../state/state-store.ts';
import type { PlanHeader } from './sync-plan.ts';

/** Certificates in scope, or in an inventory, from which the limits count: a share of few says nothing. */
const LEAST_CERTIFICATES = 20;

/** Returns whether a plan would overwrite or clear more of the present values than the limit. Pure. */
export function checkOverwrites(
  {
    scopeCertificates,
    scopeValues,
    fields,
  }: Pick<PlanHeader, 'scopeCertificates' | 'scopeValues' | 'fields'>,
  { overwritePercent }: SafetyLimits,
): RunStop | undefined {
  const lost = fields.reduce((sum, { overwritten, cleared }) => sum + overwritten + cleared, 0);
  if (scopeCertificates < LEAST_CERTIFICATES || lost * 100 <= scopeValues * overwritePercent)
    return undefined;
  return { kind: 'limit-exceeded', lost, values: scopeValues, limitPercent: overwritePercent };
}

/** Returns whether an inventory lost more of its certificates since the last run than the limit. Pure. */
export function checkShrinkage(
  { before, now }: { readonly before: InventoryCounts | null; readonly now: InventoryCounts },
  { shrinkPercent }: SafetyLimits,
): RunStop | undefined {
  if (before === null) return undefined;
  const inventories = [
    ['SCM', 'sectigo'],
    ['Keyfactor', 'keyfactor'],
    ['certificates that both systems have', 'matched'],
  ] as const;
  for (const [inventory, key] of inventories) {
    const lost = before[key] - now[key];
    if (before[key] < LEAST_CERTIFICATES || lost * 100 <= before[key] * shrinkPercent) continue;
    return {
      kind: 'inventory-shrunk',
      inventory,
      before: before[key],
      now: now[key],
      limitPercent: shrinkPercent,
    };
  }
  return undefined;
}
