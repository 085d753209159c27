import { matchName } from '@certbridge/field-mapping';
import { nearestName, quoted, trimInvisible } from '@certbridge/plain-text';
import type { CustomField } from '@certbridge/sectigo-client';
import type { LeftOutField, UnreadableNames } from './field-plan.ts';
import { quoteNames } from './quote-names.ts';

/** The custom fields for SSL certificates. */
export interface SslFields {
  readonly definitions: readonly CustomField[];
  readonly unreadable: UnreadableNames;
}

/** An entry of `fields.json` as far as it names a custom field, and the metadata field that the custom field fills. */
interface NamingEntry {
  readonly sectigoFieldName: string;
  readonly keyfactorMetadataFieldName?: string | undefined;
}

/** A custom field that entries mean and that can't be used, reported once for all of them. */
export interface UnusableField<E> extends LeftOutField {
  readonly entries: readonly E[];
}

/** What entries mean, each field once. */
export interface EntryFields<E> {
  /** The entries of a field, by its name in SCM. */
  readonly found: ReadonlyMap<string, readonly E[]>;
  readonly unusable: readonly UnusableField<E>[];
}

/** Finds the custom fields that entries mean. Several entries may name one field, and in more than one spelling. */
export function findCustomFields<E extends NamingEntry>(
  entries: readonly E[],
  ssl: SslFields,
): EntryFields<E> {
  const found = new Map<string, E[]>();
  const unusable = new Map<string, { readonly why: WhyUnusable; readonly entries: E[] }>();
  for (const entry of entries) {
    const match = findField(entry.sectigoFieldName, ssl);
    if ('definition' in match) {
      const { name } = match.definition;
      found.set(name, [...(found.get(name) ?? []), entry]);
    } else {
      const together = unusable.get(match.key) ?? { why: match, entries: [] };
      together.entries.push(entry);
      unusable.set(match.key, together);
    }
  }
  return { found, unusable: [...unusable.values()].map(describeUnusable) };
}

/** Why a name leads to no definition. */
interface WhyUnusable {
  /** Equal for all entries that it is the same problem of. */
  readonly key: string;
  /** Follows the name. */
  readonly reason: string;
  readonly remedy: string;
}

/** Finds the custom field that an entry means, or says why there is none. */
function findField(
  name: string,
  { definitions, unreadable }: SslFields,
): { readonly definition: CustomField } | WhyUnusable {
  const known = [...definitions, ...unreadable.map((other) => ({ name: other }))].flatMap(
    (field) => field.name ?? [],
  );
  const match = matchName(name, known);
  const anySpelling = trimInvisible(name).toLowerCase();
  switch (match.kind) {
    case 'ambiguous':
      return {
        key: `ambiguous ${anySpelling}`,
        reason: `which may be ${match.names.map((other) => quoted(other)).join(' or ')} in SCM`,
        remedy: 'Write the name exactly as SCM has it.',
      };
    case 'found': {
      const definition = definitions.find((field) => field.name === match.name);
      if (definition) return { definition };
      return {
        key: `unreadable ${match.name}`,
        reason: "which SCM has in a row that can't be read",
        remedy: 'Look at the field in SCM, and report it to Sectigo.',
      };
    }
    case 'unknown': {
      const nearest = nearestName(name, known);
      const orUnreadable = unreadable.includes(undefined) ? ", or has in a row that can't be read" : '';
      return {
        key: `unknown ${anySpelling}`,
        reason: `which SCM does not have for SSL certificates${orUnreadable}`,
        remedy:
          nearest === undefined
            ? `${describeKnown(known)}Use the name that SCM shows, or remove the entry.`
            : `Did you mean ${quoted(nearest)}?`,
      };
    }
  }
}

function describeUnusable<E extends NamingEntry>({
  why: { reason, remedy },
  entries,
}: {
  readonly why: WhyUnusable;
  readonly entries: readonly E[];
}): UnusableField<E> {
  const spellings = [...new Set(entries.map(({ sectigoFieldName }) => sectigoFieldName))];
  const filled = entries.flatMap(({ keyfactorMetadataFieldName: name }) => name ?? []);
  const whose = entries.length > 1 && filled.length > 0 ? ` (for ${quoteNames(filled)})` : '';
  return {
    field: spellings[0] ?? '',
    reason: `fields.json lists the custom field ${quoteNames(spellings)}${whose}, ${reason}`,
    remedy,
    entries,
  };
}

const SHOWN_NAMES = 10;

/** Says which custom fields SCM has, of many the first ones; nothing where it has none. */
function describeKnown(names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, SHOWN_NAMES).map((name) => quoted(name));
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
  return `SCM has ${shown.join(', ')}${more}. `;
}
