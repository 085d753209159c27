import { expect, test } from 'vitest';
import { nameOfNode } from './node-name.ts';

test('a name of Node is written with the most specific attribute first', () => {
  expect(nameOfNode('C=GB\nO=Trust\\, Ltd\nCN=Example CA')).toBe('CN=Example CA,O=Trust\\, Ltd,C=GB');
  expect(nameOfNode(undefined)).toBe('');
});
