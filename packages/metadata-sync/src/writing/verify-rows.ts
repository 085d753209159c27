import { parseSerialNumber } from '@certbridge/certificate';
import { type BothSides, type FieldMapping, fieldAt } from '../fields/field-plan.ts';
import { fingerprint } from '../planning/fingerprint.ts';
import { heldText, textOf, withValues } from '../planning/plan-field.ts';
import { agreementsAfter, type PlanRow } from '../planning/plan-row.ts';
import { holds } from '../planning/resolve-change.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { isSkipped } from '../reading/read-inventory.ts';
import { type CurrentRecords, readRecords } from '../reading/read-records.ts';
import type { RunContext } from '../run/run-context.ts';
import { isSensitiveHash } from '../state/create-sensitive-hash.ts';

/** A certificate to write, or why it is left alone after all; `held`: it has all the planned values already. */
export type VerifiedRow = PlanRow | { readonly refused: string } | { readonly held: true };

/** What a certificate is compared by. */
interface Comparison extends Pick<RunContext, 'settings' | 'hashSensitive'> {
  readonly mappings: readonly FieldMapping[];
  /** The records of all certificates that share the SCM record. */
  readonly together: readonly BothSides[];
}

const CHANGED = 'changed in one of the systems since the plan was made; not written, make a new plan';

/** Reads the certificates of one SCM record anew and compares them with what the plan was made of. */
export async function verifyRows(
  rows: readonly PlanRow[],
  mappings: readonly FieldMapping[],
  context: RunContext,
): Promise<readonly VerifiedRow[]> {
  const { settings, hashSensitive } = context;
  const planned = rows.map(({ certificate }) => certificate);
  const together = await readRecords(planned, mappings, context);
  const by = { mappings, settings, hashSensitive, together };
  const verified = rows.map((row, index) => verifyRow(row, together[index], by));
  const changes = verified.flatMap((row) => ('certificate' in row ? row.certificate.changes : []));
  const toSectigo = changes.filter(({ side }) => side === 'sectigo');
  const values = new Map(toSectigo.map(({ field, after }) => [field, after]));
  return verified.map((row, index) => {
    const own = together[index];
    if (own === undefined || !('certificate' in row)) return row;
    const records = { ...own, sectigo: withValues(own.sectigo, values) };
    const { changes } = row.certificate;
    return { ...row, agreements: agreementsAfter(mappings, records, { changes, hashSensitive }) };
  });
}

/** Returns a certificate with the values to write where it is as it was when the plan was made. Pure. */
function verifyRow(row: PlanRow, own: CurrentRecords | undefined, by: Comparison): VerifiedRow {
  const isSame =
    own !== undefined &&
    [own.sectigo.serialNumber, own.serialNumber].every((text) => parseSerialNumber(text) === row.serial);
  if (!isSame) return { refused: CHANGED };
  const { certificate } = row;
  if (
    isSkipped(own.sectigo, by) ||
    fingerprint(by.mappings, own, by.hashSensitive) !== certificate.fingerprint
  )
    return certificate.changes.every((change) => isHeld(change, own, by))
      ? { held: true }
      : { refused: CHANGED };
  const changes = certificate.changes.map((change) => reveal(change, by));
  if (changes.includes(undefined)) return { refused: CHANGED };
  return {
    ...row,
    commonName: own.sectigo.commonName ?? null,
    certificate: { ...certificate, changes: changes as [PlannedValue, ...PlannedValue[]] },
  };
}

/** Says whether a field has the planned value already. A value is a hash only where the plan comes from a file. */
function isHeld(
  { side, field, before, after, sensitive }: PlannedValue,
  records: BothSides,
  by: Comparison,
): boolean {
  const hashed = sensitive && isSensitiveHash(after) ? { sensitive: true as const } : {};
  return holds({ side, field, before, after, ...hashed }, { ...by, text: 'after', records });
}

/** A plan kept in a file has hashes in place of sensitive values; the systems still hold the value itself. */
function reveal(
  change: PlannedValue,
  { mappings, hashSensitive, together }: Comparison,
): PlannedValue | undefined {
  if (!change.sensitive || !isSensitiveHash(change.after)) return change;
  const mapping = fieldAt(mappings, change);
  if (mapping === undefined) return undefined;
  const to = change.side === 'keyfactor' ? mapping.keyfactor : (mapping.back?.to ?? mapping.to);
  const sharing = mappings.filter(
    ({ kind, sectigoName }) => kind === mapping.kind && sectigoName === mapping.sectigoName,
  );
  for (const record of together) {
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
