import { isRecord } from '@certbridge/plain-text';
import { type ReadResult, readScalar, unreadable } from './read-result.ts';

/**
 * Reads any value of Sectigo's certificate details as text, for manually mapped fields.
 *
 * Items of a list are joined with `, `, empty ones dropped; objects become JSON. An empty list or object is empty.
 * Objects that JSON doesn't have, such as a `Map`, are unreadable: they would pass for empty.
 */
export function readDetailsValue(raw: unknown): ReadResult {
  if (typeof raw !== 'object' || raw === null) return readScalar(raw);
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (!items.every(isJson)) return unreadable('not-text');
  const texts = items.map(itemText).filter((item) => item !== '');
  return readScalar(texts.join(', '));
}

function isJson(item: unknown): boolean {
  return typeof item !== 'object' || item === null || Array.isArray(item) || isRecord(item);
}

function itemText(item: unknown): string {
  if (typeof item === 'object' && item !== null) return objectText(item);
  const reading = readScalar(item);
  return reading.kind === 'value' ? reading.text : '';
}

function objectText(value: object): string {
  return Object.keys(value).length === 0 ? '' : JSON.stringify(value);
}
