import type { CustomFieldValue } from './certificate-schemas.ts';

/** A custom field as it is sent. */
export interface CustomFieldEntry {
  readonly name: string;
  readonly value: string;
}

/**
 * Plans the custom field list to send, so that `wanted` is stored and nothing else changes, whether the server
 * replaces the whole list or merges it by name (the API's documentation leaves that open).
 *
 * So the list holds every field that has a value now, and `wanted`, where "" clears. Names are matched exactly.
 * Undefined if nothing differs.
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

/** Names the fields that a response shows otherwise than they were sent; line ends may differ. */
export function findUnstoredFields(
  answer: readonly CustomFieldValue[],
  sent: readonly CustomFieldEntry[],
): string[] {
  const stored = new Map(answer.map(({ name, value }) => [name, value]));
  return sent.filter(({ name, value }) => !sameText(stored.get(name) ?? '', value)).map(({ name }) => name);
}

function sameText(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}
