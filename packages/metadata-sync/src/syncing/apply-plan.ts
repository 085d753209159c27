import { parseSerialNumber } from '@certbridge/certificate';
import type { FieldPlan, RunStop } from '../fields/field-plan.ts';
import { checkOverwrites } from '../planning/check-limits.ts';
import type { PlanRow } from '../planning/plan-row.ts';
import type { PlannedCertificate, PlannedValue, SyncPlan } from '../planning/sync-plan.ts';
import { readFieldPlan } from '../reading/read-field-plan.ts';
import { beginRun } from '../run/run.ts';
import type { SyncContext } from '../run/run-context.ts';
import { isSensitiveHash } from '../state/create-sensitive-hash.ts';
import { writePlanned } from '../writing/write-planned.ts';
import { type ApplyOptions, checkApplyOptions } from './apply-options.ts';
import { createSyncContext, endSync, type SyncResult, scopeOf } from './sync-run.ts';

/**
 * Does exactly what a plan says, and nothing else.
 *
 * Each certificate is read once more on both sides just before it is written, and left out where anything in the fields
 * of the sync has changed since. One that has all the planned values already, as after an earlier attempt, is unchanged.
 * Throws an `ApiError` 'invalid-argument' for options that can't be used, and never for what a system does wrong.
 *
 * @example
 * const plan = await readPlanLines(() => createReadStream('plan.jsonl'));
 * const { summary } = await applyPlan({ plan, settings, sectigo, keyfactor, store, runId: crypto.randomUUID() });
 */
export async function applyPlan(options: ApplyOptions): Promise<SyncResult> {
  checkApplyOptions(options);
  const { mode, planId } = options.plan.header;
  const context = createSyncContext(options, { kind: 'apply', mode, dryRun: false, of: planId });
  return endSync(context, apply(options, context));
}

async function apply(options: ApplyOptions, context: SyncContext): Promise<RunStop | undefined> {
  const { plan, force = false } = options;
  const { header } = plan;
  await beginRun(context);
  const updateFields = options.updateFields ?? header.updateFields.length > 0;
  const fields = await readFieldPlan(context, { updateFields });
  if ('stop' in fields) return fields.stop;
  if (header.scope !== scopeOf(fields.plan, context) || !coversFields(plan, fields.plan))
    return { kind: 'plan-outdated' };
  const exceeded = checkOverwrites(header, context.settings.limits);
  if (exceeded !== undefined && !force) return exceeded;
  const rows = toRows(plan.certificates());
  await writePlanned(fields.plan, { rows, total: header.certificates, verify: true }, context);
  return undefined;
}

/** Returns whether everything that would be done to metadata fields was in the plan. */
function coversFields({ header }: SyncPlan, { create, update }: FieldPlan): boolean {
  const created = create.every(({ Name }) => header.createFields.includes(Name));
  return created && update.every(({ Name }) => header.updateFields.includes(Name ?? ''));
}

async function* toRows(certificates: AsyncIterable<PlannedCertificate>): AsyncGenerator<PlanRow> {
  for await (const certificate of certificates) {
    const { serialNumber, changes } = certificate;
    yield {
      certificate,
      serial: parseSerialNumber(serialNumber) ?? '',
      failures: [],
      // Known once the certificate was read again.
      agreements: changes.map(() => null),
      isHashed: changes.some((change) => isHashed(change)),
    };
  }
}

function isHashed({ sensitive, before, after }: PlannedValue): boolean {
  return sensitive && (isSensitiveHash(before ?? '') || isSensitiveHash(after));
}
