import { parseSerialNumber } from '@certbridge/certificate';
import type { CertificateRecords, FieldMapping, FieldPlan } from '../fields/field-plan.ts';
import { checkOverwrites } from '../planning/check-limits.ts';
import { fieldAt } from '../planning/field-at.ts';
import { fingerprint } from '../planning/fingerprint.ts';
import { heldText, textOf } from '../planning/plan-field.ts';
import { agreementsAfter, type PlanRow } from '../planning/plan-row.ts';
import type { PlannedCertificate, PlannedValue, SyncPlan } from '../planning/sync-plan.ts';
import { withValues } from '../planning/with-values.ts';
import { isSensitiveHash } from '../state/create-sensitive-hash.ts';
import { isSkipped } from './is-skipped.ts';
import { toInventory } from './read-inventory.ts';
import { Run } from './run.ts';
import type { RunContext } from './run-context.ts';
import type { SyncOptions, SyncResult } from './sync-options.ts';

/** What applying a plan is told. */
export type ApplyOptions = Omit<SyncOptions, 'mode' | 'dryRun' | 'onPlan'> & { readonly plan: SyncPlan };

interface Refused {
  readonly refused: string;
}

/** A certificate that is still what the plan was made of. */
interface Confirmed {
  readonly row: PlanRow;
  readonly own: CertificateRecords;
  readonly changes: readonly [PlannedValue, ...PlannedValue[]];
}

const CHANGED = 'changed in one of the systems since the plan was made; not written, make a new plan';

/**
 * Does exactly what a plan says, and nothing else.
 *
 * Each certificate is read once more on both sides just before it is written, and left out where anything in the fields
 * of the sync has changed since.
 */
export async function applyPlan(options: ApplyOptions): Promise<SyncResult> {
  const { plan, updateFields, force = false } = options;
  const { mode, planId, scope, certificates: total } = plan.header;
  const run = new Run(options, {
    command: 'apply',
    mode,
    dryRun: false,
    updateFields: updateFields ?? plan.header.updateFields.length > 0,
    of: planId,
  });
  const { context } = run;
  return run.execute(async () => {
    const fieldPlan = await run.planFields();
    if (scope !== run.scopeOf(fieldPlan) || !coversFields(plan, fieldPlan)) {
      run.stopFor({ kind: 'plan-outdated' });
    }
    if (!force) run.stopFor(checkOverwrites(plan.header, context.settings.limits));
    await run.write(fieldPlan, {
      rows: toRows(plan.certificates()),
      total,
      verify: (rows) => verify(rows, fieldPlan, context),
    });
  });
}

/** Tells whether everything that would be done to metadata fields was in the plan. */
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

function isForSectigo({ side }: PlannedValue): boolean {
  return side === 'sectigo';
}

function isHashed({ sensitive, before, after }: PlannedValue): boolean {
  return sensitive && (isSensitiveHash(before ?? '') || isSensitiveHash(after));
}

/** Reads the certificates of one SCM record anew and compares them with what the plan was made of. */
async function verify(
  rows: readonly PlanRow[],
  { mappings }: FieldPlan,
  context: RunContext,
): Promise<readonly (PlanRow | Refused)[]> {
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
  const checked = rows.map(check);
  const written = checked.flatMap((row) => ('refused' in row ? [] : row.changes.filter(isForSectigo)));
  const sectigoAfter = withValues(details, new Map(written.map(({ field, after }) => [field, after])));
  return checked.map((result) => {
    if ('refused' in result) return result;
    const { row, own, changes } = result;
    return {
      ...row,
      commonName: details.commonName ?? null,
      certificate: { ...row.certificate, changes },
      agreements: agreementsAfter(mappings, { ...own, sectigo: sectigoAfter }, { changes, hashSensitive }),
    };
  });

  function check(row: PlanRow, index: number): Refused | Confirmed {
    const own = records[index];
    const serials = [details.serialNumber, commands[index]?.SerialNumber].map(parseSerialNumber);
    const isSame =
      own !== undefined &&
      serials.every((serial) => serial === row.serial) &&
      !isSkipped(details, context) &&
      fingerprint(mappings, own, hashSensitive) === row.certificate.fingerprint;
    const changes = row.certificate.changes.map((change) => revealed(change));
    if (!isSame || changes.includes(undefined)) return { refused: CHANGED };
    return { row, own, changes: changes as [PlannedValue, ...PlannedValue[]] };
  }

  /** A plan kept in a file has hashes in place of sensitive values; the systems still hold the value itself. */
  function revealed(change: PlannedValue): PlannedValue | undefined {
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
        if (fit.ok && fit.text !== '' && hashSensitive(fit.text) === change.after) {
          const before = heldText(to, record);
          return { ...change, before, after: fit.text };
        }
      }
    }
    return undefined;
  }
}

/** The texts that a field has on both sides, and that its metadata field's becomes on the way through SCM. */
function textsOf({ sectigo, keyfactor }: FieldMapping, records: CertificateRecords): readonly string[] {
  const texts = [sectigo, keyfactor].map((side) => textOf(side.read(records)));
  const inSectigo = sectigo.fit?.(texts[1] ?? '');
  return inSectigo?.ok ? [...texts, inSectigo.text] : texts;
}
