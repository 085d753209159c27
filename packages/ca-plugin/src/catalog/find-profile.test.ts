import type { CertificateProfile } from '@certbridge/sectigo-client';
import { expect, test } from 'vitest';
import type { Catalog } from '../plugin-context.ts';
import { findProfile } from './find-profile.ts';

const profiles: CertificateProfile[] = [
  { id: 1001, name: 'DV SSL', terms: [90] },
  { id: 1002, name: 'OV SSL', terms: [90] },
];

function catalogWith(known: readonly CertificateProfile[]): { readonly catalog: Catalog } {
  const none = async () => Promise.reject(new Error('not to be read'));
  const profiles = async () => ({ items: known, unreadable: [] });
  return {
    catalog: { profiles, warn: () => undefined, organizations: none, organization: none, customFields: none },
  };
}

test('a product is found by its id', async () => {
  expect(await findProfile(catalogWith(profiles), ' 1002 ')).toBe(profiles[1]);
});

test.each([
  ['OV ssl', profiles, 'A product is given by its id: write 1002 for "OV SSL".'],
  [
    '1003',
    profiles,
    'SCM has no SSL certificate profile "1003" for this login. Did you mean 1001? There are 1001 (DV SSL), 1002 (OV SSL).',
  ],
  [
    '',
    profiles,
    'SCM has no SSL certificate profile "" for this login. There are 1001 (DV SSL), 1002 (OV SSL).',
  ],
  [
    '1003',
    [],
    'SCM offers this login no SSL certificate profile. Assign profiles to its organization in SCM.',
  ],
])('the product %j is refused with what there is', async (productId, known, message) => {
  await expect(findProfile(catalogWith(known), productId)).rejects.toThrow(
    expect.objectContaining({ name: 'CaPluginError', code: 'invalid-request', message }),
  );
});
