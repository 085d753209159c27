import type { Side } from '../state/state-store.ts';
import type { FieldMapping } from './field-plan.ts';

/** Names of fields whose values must not be shown, by side. */
export type SensitiveFields = Readonly<Record<Side, readonly string[]>>;

/** Lists the fields whose values a system may repeat in a refusal, and which must not be seen there. */
export function listSensitiveFields(mappings: readonly FieldMapping[]): SensitiveFields {
  const sensitive = mappings.filter((mapping) => mapping.sensitive);
  return {
    sectigo: sensitive.map(({ sectigoName }) => sectigoName),
    keyfactor: sensitive.map(({ metadataName }) => metadataName),
  };
}

interface Change {
  readonly before: string | null;
  readonly after: string;
  readonly sensitive: boolean;
}

/** Lists the sensitive values that a certificate's changes hold, before and after: a refusal of one may name another. */
export function listSensitiveValues(changes: readonly Change[]): string[] {
  return changes
    .filter(({ sensitive }) => sensitive)
    .flatMap(({ before, after }) => [before ?? '', after])
    .filter((value) => value !== '');
}
