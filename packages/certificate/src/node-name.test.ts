import { expect, test } from 'vitest';
import { fromNodeName } from './node-name.ts';

test('a name of Node is written with the most specific attribute first', () => {
  expect(fromNodeName('C=GB\nO=Trust\\, Ltd\nCN=Example CA')).toBe('CN=Example CA,O=Trust\\, Ltd,C=GB');
  expect(fromNodeName(undefined)).toBe('');
});

test('its uid is the unique identifier, not the user id', () => {
  expect(fromNodeName('uid=1\nUID=2\nCN=a + uid=3\nO=b \\+ uid=4')).toBe(
    'O=b \\+ uid=4,CN=a + uniqueIdentifier=3,UID=2,uniqueIdentifier=1',
  );
});
