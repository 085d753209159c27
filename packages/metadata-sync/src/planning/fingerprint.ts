import { createHash } from 'node:crypto';
import type { BothSides, FieldMapping } from '../fields/field-plan.ts';

/**
 * Digests what both systems hold in the fields of the sync, and SCM's status: another digest means that one changed.
 *
 * Sensitive values go in as keyed hashes; otherwise a reader of the plan could find them by trial.
 */
export function fingerprint(
  mappings: readonly FieldMapping[],
  records: BothSides,
  hashSensitive: (text: string) => string,
): string {
  const held = mappings.map(({ sectigo, keyfactor, sensitive }) => {
    const values = [sectigo.read(records), keyfactor.read(records), keyfactor.raw(records)];
    return sensitive ? hashSensitive(JSON.stringify(values)) : values;
  });
  const text = JSON.stringify([records.sectigo.status.toLowerCase(), held]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** Digests systems and fields that a plan is made for: it fits no others. */
export function planScope(
  mappings: readonly FieldMapping[],
  { mode, systems }: { readonly mode: string; readonly systems: readonly string[] },
): string {
  const fields = mappings.map(({ sectigoName, metadataName, kind, emptyPolicy, to, back }) => [
    sectigoName,
    metadataName,
    kind,
    emptyPolicy,
    to.side,
    back !== undefined,
  ]);
  const text = JSON.stringify([mode, systems, fields]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
