import { type Reading, readScalar } from './reading.ts';

/**
 * Reads any value of Sectigo's certificate details as text, for manual fields.
 *
 * The items of a list are joined with `, `, empty ones left out; objects become JSON. An empty list and an empty object are empty.
 */
export function readDetailsValue(raw: unknown): Reading {
  if (typeof raw !== 'object' || raw === null) return readScalar(raw);
  const text = Array.isArray(raw)
    ? raw
        .map(itemText)
        .filter((item) => item !== '')
        .join(', ')
    : objectText(raw);
  return readScalar(text);
}

function itemText(item: unknown): string {
  if (typeof item === 'object' && item !== null) return objectText(item);
  const reading = readScalar(item);
  return reading.kind === 'value' ? reading.text : '';
}

function objectText(value: object): string {
  return Object.keys(value).length === 0 ? '' : JSON.stringify(value);
}
