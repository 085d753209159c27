import { expect, test } from 'vitest';
import { describeStop } from './describe-stop.ts';

test.each<[Parameters<typeof describeStop>[0], string]>([
  [
    { kind: 'inventory-shrunk', inventory: 'certificates of SCM', before: 40, now: 1, limitPercent: 50 },
    'certificates of SCM: 1 certificate, where the run before found 40; that is more than 50 % fewer.',
  ],
  [
    { kind: 'limit-exceeded', lost: 1, values: 1, limitPercent: 30 },
    '1 of 1 value would be overwritten or cleared, more than 30 %.',
  ],
  [
    { kind: 'nothing-matched', sectigo: 1, keyfactor: 1, sslTypeIds: [1001], profiles: [] },
    'Keyfactor has 1 certificate of the issuer, and it is not among the 1 that SCM has in the profile 1001 (sslTypeIds).',
  ],
  [
    { kind: 'nothing-matched', sectigo: 0, keyfactor: 2, sslTypeIds: [1001, 1002], profiles: [] },
    'Keyfactor has 2 certificates of the issuer, and none of them is among the 0 that SCM has in the profiles 1001, 1002 (sslTypeIds).',
  ],
  [
    { kind: 'metadata-fields-missing', names: ['Team'] },
    'Keyfactor does not have the metadata field "Team" yet.',
  ],
])('a stop is reported with the number of what it counts: %j', (stop, message) => {
  expect(describeStop(stop)).toEqual([expect.objectContaining({ message })]);
});
