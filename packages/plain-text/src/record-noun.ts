import { isNamedValues, isRecord } from './is-record.ts';

/** Says what an argument must be in place of this value: 'a plain object' where only its class or prototype has its values, else 'an object'. */
export function recordNoun(value: unknown): 'a plain object' | 'an object' {
  return isNamedValues(value) && !isRecord(value) ? 'a plain object' : 'an object';
}
