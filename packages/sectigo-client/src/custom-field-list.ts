import type { CustomFieldValue } from './ssl-details.ts';

/** A custom field to send. */
export interface CustomFieldEntry {
  readonly name: string;
  readonly value: string;
}

/**
 * Plans the list of custom fields to send so that `wanted` is stored and nothing else changes, whether the server replaces
 * the whole list or merges it by name, which isn't documented.
 *
 * The list has all fields that have a value now, and those in `wanted`; "" clears a field. Names are case-sensitive.
 * Undefined if nothing changes.
 */
export function planCustomFieldList(
  current: readonly CustomFieldValue[],
  wanted: Readonly<Record<string, string>>,
): CustomFieldEntry[] | undefined {
  const stored = new Map(current.map(({ name, value }) => [name, value]));
  const changes = Object.entries(wanted).filter(([name, value]) => (stored.get(name) ?? '') !== value);
  if (changes.length === 0) return undefined;
  const list = new Map([...stored].filter(([, value]) => value !== ''));
  for (const [name, value] of changes) list.set(name, value);
  return [...list].map(([name, value]) => ({ name, value }));
}

/** Returns the names of fields whose values in the response differ from those sent, ignoring line ends. */
export function findUnstoredFields(
  returned: readonly CustomFieldValue[],
  sent: readonly CustomFieldEntry[],
): string[] {
  const stored = new Map(returned.map(({ name, value }) => [name, value]));
  return sent.filter(({ name, value }) => !sameText(stored.get(name) ?? '', value)).map(({ name }) => name);
}

function sameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}
