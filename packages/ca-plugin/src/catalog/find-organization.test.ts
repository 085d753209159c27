import { ApiError, type ApiErrorCode, type OrganizationDetails } from '@certbridge/sectigo-client';
import { expect, test } from 'vitest';
import type { Catalog } from '../plugin-context.ts';
import { findOrganization } from './find-organization.ts';

const details: OrganizationDetails = { id: 1, name: 'Corp', certTypes: ['SSL'], departments: [] };

/** A catalog with one organization, whose record is read as given. */
function catalogWith(organization: Catalog['organization']): { readonly catalog: Catalog } {
  const none = async () => ({ items: [], unreadable: [] });
  const items = [{ id: 1, name: 'Corp', departments: [] }];
  const organizations = async () => ({ items, unreadable: [] });
  return {
    catalog: { warn: () => undefined, profiles: none, organizations, organization, customFields: none },
  };
}

const failing = (code: ApiErrorCode) =>
  catalogWith(async () => Promise.reject(new ApiError('No.', { code })));

test('the record decides whether the organization may order', async () => {
  const wanted = { organization: 'Corp' };
  expect(
    await findOrganization(
      catalogWith(async () => details),
      wanted,
    ),
  ).toEqual({ orgId: 1 });
  const without = catalogWith(async () => ({ ...details, certTypes: ['SMIME'] }));
  expect(await findOrganization(without, wanted)).toEqual({
    problem: expect.stringContaining('not allowed to issue SSL certificates'),
  });
});

test.each(['forbidden', 'not-found'] as const)(
  'a record that the login may not see (%s) is left to SCM',
  async (code) => {
    expect(await findOrganization(failing(code), { organization: 'Corp' })).toEqual({ orgId: 1 });
  },
);

test('another failure is passed on', async () => {
  await expect(findOrganization(failing('server-error'), { organization: 'Corp' })).rejects.toThrow('No.');
});

test('no record is read for an organization that is unknown', async () => {
  expect(await findOrganization(failing('server-error'), { organization: 'Elsewhere' })).toEqual({
    problem: expect.stringContaining('SCM has no organization'),
  });
});
