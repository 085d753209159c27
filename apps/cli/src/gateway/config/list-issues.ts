import * as v from 'valibot';
import { isObject } from '../../settings/settings-of.ts';

/** Returns whether an issue is about a key that the schema of an object lacks. */
export function isUnknownKey({ type, expected }: v.BaseIssue<unknown>): boolean {
  return type === 'strict_object' && expected === 'never';
}

/** Lists every issue of a value. The library reports only one unknown key per object, so the value is read again without those already found. */
export function listIssues(schema: v.GenericSchema, value: unknown): readonly v.BaseIssue<unknown>[] {
  const rest = structuredClone(value);
  const unknown: v.BaseIssue<unknown>[] = [];
  for (;;) {
    const { issues = [] } = v.safeParse(schema, rest);
    const found = issues.filter(isUnknownKey);
    if (found.length === 0) return [...unknown, ...issues];
    unknown.push(...found);
    for (const issue of found) removeKey(rest, issue);
  }
}

function removeKey(value: unknown, { path }: v.BaseIssue<unknown>): void {
  const keys = (path ?? []).map(({ key }) => key);
  const last = keys.pop();
  const parent = keys.reduce<unknown>((at, key) => memberOf(at, key), value);
  if (isObject(parent)) Reflect.deleteProperty(parent, String(last));
}

function memberOf(value: unknown, key: unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, String(key))?.value
    : undefined;
}
