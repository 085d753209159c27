import { expect, test } from 'vitest';
import { checkOrganization, chooseOrganization } from './choose-organization.ts';

const organizations = [
  { id: 1, name: 'Corp Holding', departments: [] },
  {
    id: 2,
    name: 'Corp Services',
    departments: [
      { id: 21, name: 'Web', parentName: 'Corp Services' },
      { id: 22, name: 'Mail' },
      { id: 23, name: 'mail' },
    ],
  },
  { id: 3, name: 'Zwilling', departments: [] },
  { id: 4, name: 'zwilling', departments: [] },
];

/** Why nothing is chosen. */
function problemOf(wanted: Parameters<typeof chooseOrganization>[1]): string | undefined {
  const choice = chooseOrganization(organizations, wanted);
  return 'problem' in choice ? choice.problem : undefined;
}

test("the template's organization overrides the subject's", () => {
  expect(chooseOrganization(organizations, { subjectOrganization: 'Corp Holding' })).toEqual({ orgId: 1 });
  expect(
    chooseOrganization(organizations, { organization: 'Corp Services', subjectOrganization: 'Corp Holding' }),
  ).toEqual({ orgId: 2 });
  expect(
    chooseOrganization(organizations, { organization: ' ', subjectOrganization: 'Corp Holding' }),
  ).toEqual({ orgId: 1 });
});

test('names compare without letter case and blanks around them', () => {
  expect(chooseOrganization(organizations, { organization: ' CORP  holding ' })).toEqual({ orgId: 1 });
  expect(chooseOrganization(organizations, { organization: 'corp services', department: 'WEB' })).toEqual({
    orgId: 21,
  });
});

test('a department counts within its organization only', () => {
  expect(problemOf({ organization: 'Corp Holding', department: 'Web' })).toBe(
    'The organization "Corp Holding" has no department "Web" (Department of the template). It belongs to "Corp Services": correct Organization or Department in the template.',
  );
});

test('an unknown name is reported with the nearest one, and where it came from', () => {
  expect(problemOf({ subjectOrganization: 'Corp Holdings' })).toBe(
    'SCM has no organization "Corp Holdings" (the O of the subject). Did you mean Corp Holding?',
  );
  expect(problemOf({ organization: 'Elsewhere Ltd' })).toBe(
    'SCM has no organization "Elsewhere Ltd" (Organization of the template). There are Corp Holding, Corp Services, Zwilling, zwilling.',
  );
  expect(problemOf({ organization: 'Corp Services', department: 'Wep' })).toContain('Did you mean Web?');
  expect(problemOf({ organization: 'Corp Holding', department: 'Nowhere' })).toContain(
    'There are none at all.',
  );
});

test('a name that two have is not guessed', () => {
  expect(problemOf({ organization: 'Zwilling' })).toContain('SCM has more than one organization "Zwilling"');
  expect(problemOf({ organization: 'Corp Services', department: 'Mail' })).toContain(
    'has more than one department "Mail"',
  );
});

test('without any organization there is nothing to order for', () => {
  expect(problemOf({ department: 'Web' })).toBe(
    'There is no organization to order for. Set Organization in the template, or give the subject an O.',
  );
});

const details = { id: 21, name: 'Web', certTypes: ['SSL'], departments: [], parentName: 'Corp Services' };

test('one that lists SSL and has the API switched on may order', () => {
  expect(checkOrganization(details, {})).toBeUndefined();
  expect(
    checkOrganization({ ...details, certTypes: ['SMIME', 'ssl'], sslCertsApiEnabled: true }, {}),
  ).toBeUndefined();
});

test('one that may not issue SSL certificates is told apart from one without API', () => {
  expect(checkOrganization({ ...details, certTypes: [] }, { department: 'web' })).toBe(
    'The department "Web" of "Corp Services" is not allowed to issue SSL certificates. Allow it in SCM: Organizations, Certificate Settings, SSL Certificates.',
  );
  expect(checkOrganization({ ...details, sslCertsApiEnabled: false }, {})).toBe(
    'The organization "Web" does not take orders by API. Check "Enable Web/REST API" in SCM: Organizations, Certificate Settings, SSL Certificates.',
  );
});

test('the OU of the subject is reported as the likely cause where a department was meant', () => {
  const hint = 'set Department in the template';
  expect(checkOrganization({ ...details, certTypes: [] }, { subjectHasOU: true })).toContain(hint);
  expect(checkOrganization({ ...details, sslCertsApiEnabled: false }, { subjectHasOU: true })).toContain(
    hint,
  );
  expect(
    checkOrganization({ ...details, certTypes: [] }, { subjectHasOU: true, department: 'Web' }),
  ).not.toContain(hint);
  expect(checkOrganization({ ...details, certTypes: [] }, {})).not.toContain(hint);
});
