import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

test.each([
  ['sectigoLogn', 'sectigoLogin'],
  ['SECTIGOLOGIN', 'sectigoLogin'],
  ['ssltypeid', 'sslTypeIds'],
])('%s is near %s', (name, nearest) => {
  expect(nearestName(name, ['keyfactorLogin', 'sectigoLogin', 'sslTypeIds'])).toBe(nearest);
});

test.each(['colour', '', 'completelyDifferentName'])('nothing is near %j', (name) => {
  expect(nearestName(name, ['sectigoLogin', 'sslTypeIds'])).toBeUndefined();
});

test('of two equally near names the first is taken', () => {
  expect(nearestName('team', ['teams', 'tea'])).toBe('teams');
});
