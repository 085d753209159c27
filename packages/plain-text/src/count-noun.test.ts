import { expect, test } from 'vitest';
import { countNoun } from './count-noun.ts';

test.each([
  [0, '0 entries, 0 values'],
  [1, '1 entry, 1 value'],
  [2, '2 entries, 2 values'],
])('%i is followed by its form of a noun', (number, text) => {
  expect(`${countNoun(number, 'entry', 'entries')}, ${countNoun(number, 'value')}`).toBe(text);
});
