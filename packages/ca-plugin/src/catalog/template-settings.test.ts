import { expect, test } from 'vitest';
import { checkTemplateSettings, readTemplateSettings, templateAnnotations } from './template-settings.ts';

test('the settings of a template are annotated with their defaults', () => {
  expect(
    Object.entries(templateAnnotations).map(([name, { type, defaultValue }]) => [name, type, defaultValue]),
  ).toEqual([
    ['MultiDomain', 'Boolean', true],
    ['Organization', 'String', ''],
    ['Department', 'String', ''],
    ['Lifetime', 'Number', ''],
    ['RenewalWindow', 'Number', 90],
  ]);
});

test('an older template without any of them takes the defaults', () => {
  const defaults = {
    multiDomain: true,
    organization: undefined,
    department: undefined,
    lifetime: undefined,
    renewalWindow: 90,
  };
  expect(readTemplateSettings({})).toEqual({ settings: defaults, problems: [] });
  expect(
    readTemplateSettings({ MultiDomain: '', Organization: ' ', Department: '', Lifetime: '' }).settings,
  ).toEqual(defaults);
});

test('names come in any letter case, values with blanks around them', () => {
  expect(
    readTemplateSettings({ MULTIDOMAIN: 'False', organization: ' Corp ', DepartMent: 'Web', lifetime: '90' }),
  ).toEqual({
    settings: {
      multiDomain: false,
      organization: 'Corp',
      department: 'Web',
      lifetime: '90',
      renewalWindow: 90,
    },
    problems: [],
  });
});

test('a host may hand on what its JSON has', () => {
  const parameters = { MultiDomain: false, Lifetime: 90 } as unknown as Record<string, string>;
  expect(readTemplateSettings(parameters).settings).toMatchObject({ multiDomain: false, lifetime: '90' });
});

test.each(['0', '9999'])('a RenewalWindow of %s is taken', (RenewalWindow) => {
  expect(readTemplateSettings({ RenewalWindow })).toMatchObject({
    settings: { renewalWindow: Number(RenewalWindow) },
    problems: [],
  });
});

test.each(['-1', '10000', '30 days', '1.5'])('a RenewalWindow of %s is refused', (RenewalWindow) => {
  expect(readTemplateSettings({ RenewalWindow }).problems).toEqual([
    { setting: 'RenewalWindow', message: 'RenewalWindow must be a whole number of days from 0 to 9999.' },
  ]);
});

test('MultiDomain is true or false', () => {
  expect(readTemplateSettings({ MultiDomain: 'maybe' }).problems).toEqual([
    { setting: 'MultiDomain', message: 'MultiDomain must be true or false.' },
  ]);
});

test.each([
  [{}, []],
  [{ MultiDomain: 'false', Lifetime: '90', RenewalWindow: '0', 'A custom field': 'x' }, []],
  [
    { multidomain: 'perhaps', Lifetime: 'a year', RenewalWindow: '-1' },
    ['MultiDomain', 'RenewalWindow', 'Lifetime'],
  ],
])('of %j these are wrong whatever SCM has: %j', (parameters, wrong) => {
  expect(checkTemplateSettings(parameters).map(({ setting }) => setting)).toEqual(wrong);
});
