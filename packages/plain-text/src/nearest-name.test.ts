import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

test.each([
  ['sectigoLogn', 'sectigoLogin'],
  ['SECTIGOLOGIN', 'sectigoLogin'],
  ['ssltypeid', 'sslTypeIds'],
])('%s is near %s', (name, nearest) => {
  expect(nearestName(name, ['keyfactorLogin', 'sectigoLogin', 'sslTypeIds'])).toBe(nearest);
});

test.each([
  ['serialNo', 'serialNumber'],
  ['subjectAltNames', 'subjectAlternativeNames'],
  ['owner', 'Team Owner'],
])('%s is short for %s', (name, long) => {
  expect(nearestName(name, ['commonName', long, 'status'])).toBe(long);
  expect(nearestName(long, ['commonName', name, 'status'])).toBe(name);
});

test.each(['colour', '', 'x', 'completelyDifferentName', 'certificateDetails.validFrom', 'issuedAfter2020'])(
  'nothing is near %j',
  (name) => {
    expect(
      nearestName(name, ['id', 'issuer', 'sectigoLogin', 'sslTypeIds', 'certificateDetails.issuer']),
    ).toBeUndefined();
  },
);

test('of two equally near names the first is taken', () => {
  expect(nearestName('team', ['teams', 'tea'])).toBe('teams');
});
