import { isObject } from '../../settings/settings-of.ts';

/** Returns a value of an unchecked document; undefined where there is none. */
export function valueIn(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (at, key) => (isObject(at) ? Object.getOwnPropertyDescriptor(at, key)?.value : undefined),
    value,
  );
}

/** Returns a list of an unchecked document; empty where there is none. */
export function listIn(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const list = valueIn(value, ...keys);
  return Array.isArray(list) ? list : [];
}

/** Returns a text of a document of which nothing is known, without the blanks at its edges; undefined where there is none, or nothing in it. */
export function textIn(value: unknown, ...keys: readonly string[]): string | undefined {
  return filledTextIn(value, ...keys)?.trim();
}

/** Like `textIn`, with the blanks at its edges. */
export function filledTextIn(value: unknown, ...keys: readonly string[]): string | undefined {
  const text = valueIn(value, ...keys);
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}
