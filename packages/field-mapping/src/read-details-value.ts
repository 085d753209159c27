import { type ReadResult, readScalar } from './read-result.ts';

/**
 * Reads any value of Sectigo's certificate details as text, for manually mapped fields.
 *
 * Items of a list are joined with `, `, empty ones dropped; objects become JSON. An empty list or object is empty.
 */
export function readDetailsValue(raw: unknown): ReadResult {
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
