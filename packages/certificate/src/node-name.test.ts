import { expect, test } from 'vitest';
import { fromNodeName } from './node-name.ts';

test('a name of Node is written with the most specific attribute first', () => {
  expect(fromNodeName('C=GB\nO=Trust\\, Ltd\nCN=Example CA')).toBe('CN=Example CA,O=Trust\\, Ltd,C=GB');
  expect(fromNodeName(undefined)).toBe('');
});
