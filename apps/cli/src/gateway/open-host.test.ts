import { expect, test } from 'vitest';
import { profileSettingsOf } from './open-host.ts';

const settingsOf = profileSettingsOf({
  settings: { Organization: 'Corp', Lifetime: '90' },
  profiles: { EV: { settings: { lifetime: '365', 'Cost Center': 'CC-1' }, renewals: 'renew' } },
});

test('settings of a profile override those of all, in any letter case', () => {
  expect(settingsOf('EV')).toEqual({
    parameters: { Organization: 'Corp', lifetime: '365', 'Cost Center': 'CC-1' },
    renewals: 'renew',
  });
});

test.each(['DV', 'ev', 'toString', '__proto__'])(
  'a profile without settings of its own, %s, has those of all',
  (name) => {
    expect(settingsOf(name)).toEqual({
      parameters: { Organization: 'Corp', Lifetime: '90' },
      renewals: 'order',
    });
  },
);
