import { expect, test } from 'vitest';
import { listKnown } from './index.ts';

test('several names are listed, and one is the only one', () => {
  expect(listKnown(['a', 'b'], 'option')).toBe('There are a, b.');
  expect(listKnown(['a'], 'option')).toBe('The only option is a.');
});
