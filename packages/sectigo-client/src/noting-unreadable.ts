import { droppedKeysOf } from '@certbridge/rest-client';
import type * as v from 'valibot';

/**
 * Adds `unreadable`, the paths of values that a schema dropped because of their type, so that a dropped value isn't mistaken
 * for none.
 */
export function notingUnreadable<T extends { readonly unreadable?: readonly string[] | undefined }>(
  schema: v.GenericSchema<unknown, T>,
): v.GenericSchema<unknown, T> {
  const inner = schema['~run'].bind(schema);
  const run: typeof inner = (dataset, config) => {
    const result = inner(dataset, config);
    const left = result.issues === undefined ? findLeftOut(result.value) : [];
    if (left.length > 0) Object.assign(result.value as object, { unreadable: left });
    return result;
  };
  return Object.assign(Object.create(Object.getPrototypeOf(schema)), schema, { '~run': run });
}

function findLeftOut(output: unknown, at = '', found: string[] = []): string[] {
  if (!isObject(output)) return found;
  for (const key of droppedKeysOf(output)) found.push(at + key);
  for (const key of Object.keys(output)) {
    const value = output[key];
    if (isObject(value)) findLeftOut(value, `${at}${key}.`, found);
  }
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
