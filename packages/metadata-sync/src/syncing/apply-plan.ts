import { parseSerialNumber } from '@certbridge/certificate';
import {
  type BothSides,
  type FieldMapping,
  type FieldPlan,
  fieldAt,
  type RunStop,
} from '../fields/field-plan.ts';
import { checkOverwrites } from '../planning/check-limits.ts';
import { fingerprint } from '../planning/fingerprint.ts';
import { heldText, textOf, withValues } from '../planning/plan-field.ts';
import { agreementsAfter, type PlanRow } from '../planning/plan-row.ts';
import type { PlannedCertificate, PlannedValue, SyncPlan } from '../planning/sync-plan.ts';
import { readFieldPlan } from '../reading/read-field-plan.ts';
import { isSkipped, toInventory } from '../reading/read-inventory.ts';
import { beginRun } from '../run/run.ts';
import type { RunContext, SyncContext } from '../run/run-context.ts';
import { isSensitiveHash } from '../state/create-sensitive-hash.ts';
import { type VerifiedRow, writePlanned } from '../writing/write-planned.ts';
import { type ApplyOptions, checkApplyOptions } from './apply-options.ts';
import { holds } from './resolve-change.ts';
import { createSyncContext, endSync, type SyncResult, scopeOf } from './sync-run.ts';

const CHANGED = 'changed in one of the systems since the plan was made; not written, make a new plan';

/**
 * Does exactly what a plan says, and nothing else.
 *
 * Each certificate is read once more on both sides just before it is written, and left out where anything in the fields
 * of the sync has changed since. One that has all the planned values already, as after an earlier attempt, is unchanged.
 * Throws an `ApiError` 'invalid-argument' for options that can't be used, and never for what a system does wrong.
 */
export async function applyPlan(options: ApplyOptions): Promise<SyncResult> {
  checkApplyOptions(options);
  const { mode, planId } = options.plan.header;
  const context = createSyncContext(options, { command: 'apply', mode, dryRun: false, of: planId });
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
  const writing = {
    rows: toRows(plan.certificates()),
    total: header.certificates,
    verify: (rows: readonly PlanRow[]) => verify(rows, fields.plan.mappings, context),
  };
  await writePlanned(fields.plan, writing, context);
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

/** Reads the certificates of one SCM record anew and compares them with what the plan was made of. */
async function verify(
  rows: readonly PlanRow[],
  mappings: readonly FieldMapping[],
  context: RunContext,
): Promise<readonly VerifiedRow[]> {
  const { sectigo, keyfactor, signal, hashSensitive } = context;
  const names = mappings.map(({ metadataName }) => metadataName);
  const sectigoId = rows[0]?.certificate.sectigoId ?? 0;
  const [details, ...commands] = await Promise.all([
    sectigo.certificates.get(sectigoId, { signal }),
    ...rows.map(({ certificate }) => keyfactor.certificates.get(certificate.keyfactorId ?? 0, { signal })),
  ]);
  const records = commands.map((command) => ({
    sectigo: details,
    command: toInventory(command, names).metadata,
  }));
  const confirmed = rows.map((row, index): Confirmed | Exclude<VerifiedRow, PlanRow> => {
    const own = records[index];
    const isSame =
      own !== undefined &&
      [details.serialNumber, commands[index]?.SerialNumber].every(
        (text) => parseSerialNumber(text) === row.serial,
      );
    if (!isSame) return { refused: CHANGED };
    const { fingerprint: planned, changes } = row.certificate;
    if (isSkipped(details, context) || fingerprint(mappings, own, hashSensitive) !== planned) {
      const isDone = changes.every((change) => isHeld(change, own, { mappings, hashSensitive }));
      return isDone ? { held: true } : { refused: CHANGED };
    }
    const revealed = changes.map((change) => reveal(change, records, { mappings, hashSensitive }));
    if (revealed.includes(undefined)) return { refused: CHANGED };
    return { row, own, changes: revealed as [PlannedValue, ...PlannedValue[]] };
  });
  const changed = confirmed.flatMap((found) =>
    'row' in found ? found.changes.filter(({ side }) => side === 'sectigo') : [],
  );
  const sectigoAfter = withValues(details, new Map(changed.map(({ field, after }) => [field, after])));
  return confirmed.map((found): VerifiedRow => {
    if (!('row' in found)) return found;
    const { row, own, changes } = found;
    return {
      ...row,
      commonName: details.commonName ?? null,
      certificate: { ...row.certificate, changes },
      agreements: agreementsAfter(mappings, { ...own, sectigo: sectigoAfter }, { changes, hashSensitive }),
    };
  });
}

/** A certificate that is as it was when the plan was made. */
interface Confirmed {
  readonly row: PlanRow;
  readonly own: BothSides;
  readonly changes: [PlannedValue, ...PlannedValue[]];
}

/** Says whether a field has the planned value already. A value is a hash only where the plan comes from a file. */
function isHeld(
  { side, field, before, after, sensitive }: PlannedValue,
  records: BothSides,
  at: { readonly mappings: readonly FieldMapping[]; readonly hashSensitive: (text: string) => string },
): boolean {
  const hashed = sensitive && isSensitiveHash(after) ? { sensitive: true as const } : {};
  return holds({ side, field, before, after, ...hashed }, { text: 'after', records, ...at });
}

/** A plan kept in a file has hashes in place of sensitive values; the systems still hold the value itself. */
function reveal(
  change: PlannedValue,
  records: readonly BothSides[],
  {
    mappings,
    hashSensitive,
  }: { readonly mappings: readonly FieldMapping[]; readonly hashSensitive: (text: string) => string },
): PlannedValue | undefined {
  if (!change.sensitive || !isSensitiveHash(change.after)) return change;
  const mapping = fieldAt(mappings, change);
  if (mapping === undefined) return undefined;
  const to = change.side === 'keyfactor' ? mapping.keyfactor : (mapping.back?.to ?? mapping.to);
  const sharing = mappings.filter(
    ({ kind, sectigoName }) => kind === mapping.kind && sectigoName === mapping.sectigoName,
  );
  for (const record of records) {
    for (const text of sharing.flatMap((other) => textsOf(other, record))) {
      const fit = to.fit(text);
      if (fit.ok && fit.text !== '' && hashSensitive(fit.text) === change.after)
        return { ...change, before: heldText(to, record), after: fit.text };
    }
  }
  return undefined;
}

/** The texts that a field has on both sides, and that its metadata field's becomes on the way through SCM. */
function textsOf({ sectigo, keyfactor }: FieldMapping, records: BothSides): readonly string[] {
  const texts = [sectigo, keyfactor].map((side) => textOf(side.read(records)));
  const inSectigo = sectigo.fit?.(texts[1] ?? '');
  return inSectigo?.ok ? [...texts, inSectigo.text] : texts;
}
