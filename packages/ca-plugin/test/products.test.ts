import type { Sandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { flavours, startPlugin, type TestPlugin } from './support/plugin.ts';

/** What the plugin says of product 1002, or another one, with a template's settings. */
async function problemsOf({ plugin }: TestPlugin, parameters: Record<string, string>, productId = '1002') {
  const problems = await plugin.validateProductInfo({ productId, parameters });
  return problems.map(({ setting, message }) => [setting, message]);
}

const requestsTo = (sandbox: Sandbox, path: string) =>
  sandbox.requests.list({ system: 'scm' }).filter((request) => request.path === path);

describe.each(flavours)('%s', (flavour) => {
  test('products are the ids of the profiles', async () => {
    const { plugin } = await startPlugin({ flavour });
    expect(await plugin.getProductIds()).toEqual(['1001', '1002', '1003', '1044']);
  });

  test('products have the names and keys of the profiles', async () => {
    const { plugin } = await startPlugin({ flavour });
    expect(await plugin.getProducts()).toContainEqual({
      id: '1002',
      name: 'Sectigo OV SSL',
      keys: { rsa: [2048, 3072, 4096], ec: ['P-256'] },
    });
  });

  test('parameters that orders ignore are found, with the nearest name', async () => {
    const { plugin, sandbox } = await startPlugin({
      flavour,
      connection: { ExternalRequestorFieldName: 'Requester' },
    });
    const field = sandbox.scmState.customFields().find(({ name }) => name === 'Notes');
    if (field === undefined) throw new Error('the sandbox has no custom field Notes');
    sandbox.scmState.putCustomField({ ...field, state: 'INACTIVE' });
    const known = ['organization', ' Lifetime ', 'COST CENTER', 'Requester', 'Keyfactor-Requester'];
    expect(await plugin.findUnknownParameters(known)).toEqual([]);
    expect(await plugin.findUnknownParameters(['Organisation', 'CostCenter', field.name])).toEqual([
      { setting: 'Organisation', message: expect.stringContaining('Did you mean Organization?') },
      { setting: 'CostCenter', message: expect.stringContaining('Did you mean Cost Center?') },
      { setting: field.name, message: expect.stringContaining('neither a setting') },
    ]);
  });

  test('mandatory custom fields without a value are found', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour });
    const field = sandbox.scmState.customFields().find(({ name }) => name === 'Notes');
    if (field === undefined) throw new Error('the sandbox has no custom field Notes');
    sandbox.scmState.putCustomField({ ...field, mandatories: ['REST_API'] });
    expect(await plugin.findMissingParameters({ NOTES: ' ' })).toEqual([
      {
        setting: 'Cost Center',
        message:
          'SCM demands a value for the custom field "Cost Center". Add an enrollment field of exactly this name to the template and fill it in.',
      },
      { setting: 'Notes', message: expect.stringContaining('"Notes"') },
    ]);
    expect(await plugin.findMissingParameters({ notes: 'x', 'cost center': 'CC-1' })).toEqual([]);
    sandbox.scmState.putCustomField({ ...field, mandatories: ['REST_API'], state: 'INACTIVE' });
    expect(await plugin.findMissingParameters({ 'Cost Center': 'CC-1' })).toEqual([]);
  });

  test('a template of older days and a complete one are good', async () => {
    const started = await startPlugin({ flavour });
    expect(await problemsOf(started, {})).toEqual([]);
    const parameters = {
      MultiDomain: 'False',
      Organization: 'corp services',
      Department: 'CORP SERVICES WEB',
      Lifetime: '199',
      CostCenter: 'x',
    };
    expect(await problemsOf(started, parameters)).toEqual([]);
  });

  test('every problem of a template is reported at once', async () => {
    const started = await startPlugin({ flavour });
    const parameters = { MultiDomain: 'perhaps', Organization: 'Corp Holdin', Lifetime: '365' };
    expect(await problemsOf(started, parameters)).toEqual([
      ['MultiDomain', 'MultiDomain must be true or false.'],
      ['Lifetime', 'Lifetime must be one of the terms of the profile "Sectigo OV SSL", in days: 90, 199.'],
      ['Organization', expect.stringContaining('Did you mean Corp Holding?')],
    ]);
  });

  test.each([
    ['an organization without SSL', { Organization: 'Corp Lab' }, 'Organization', 'not allowed to issue SSL'],
    ['an organization without API', { Organization: 'Corp Archive' }, 'Organization', 'Enable Web/REST API'],
    [
      'a department without SSL',
      { Organization: 'Corp Services', Department: 'Corp Services Mail' },
      'Department',
      'The department "Corp Services Mail" of "Corp Services" is not allowed to issue SSL',
    ],
    [
      'a department of another organization',
      { Organization: 'Corp Holding', Department: 'Corp Services Web' },
      'Department',
      'It belongs to "Corp Services"',
    ],
    [
      'a department of an unknown organization',
      { Organization: 'Nobody', Department: 'Corp Services Web' },
      'Organization',
      'SCM has no organization "Nobody"',
    ],
    [
      'a department that is nowhere',
      { Department: 'Corp Services Wep' },
      'Department',
      'Did you mean Corp Services Web?',
    ],
  ])('%s is refused', async (_, parameters, setting, message) => {
    const started = await startPlugin({ flavour });
    expect(await problemsOf(started, parameters)).toEqual([[setting, expect.stringContaining(message)]]);
  });
});

test('a department without an organization is good where some organization has it', async () => {
  expect(await problemsOf(await startPlugin(), { Department: 'corp services web' })).toEqual([]);
});

test('an unknown product is reported with the known ones, and a name with its id', async () => {
  const started = await startPlugin();
  expect(await problemsOf(started, {}, '999')).toEqual([
    [
      null,
      'SCM has no SSL certificate profile "999" for this login. There are 1001 (Sectigo DV SSL), 1002 (Sectigo OV SSL), 1003 (Sectigo EV SSL), 1044 (Sectigo OV SSL (lab)).',
    ],
  ]);
  expect(await problemsOf(started, {}, 'sectigo ov ssl')).toEqual([
    [null, 'A product is given by its id: write 1002 for "Sectigo OV SSL".'],
  ]);
});

test('profiles and organizations are read once for a while, and then anew', async () => {
  const started = await startPlugin();
  const { sandbox } = started;
  const parameters = { Organization: 'Corp New' };
  expect(await problemsOf(started, parameters)).toHaveLength(1);
  expect(await problemsOf(started, parameters)).toHaveLength(1);
  expect(requestsTo(sandbox, '/api/ssl/v1/types')).toHaveLength(1);
  expect(requestsTo(sandbox, '/api/organization/v1')).toHaveLength(1);
  sandbox.scmState.putOrganization({ name: 'Corp New' });
  sandbox.advanceClock(5 * 60_000 - 1);
  expect(await problemsOf(started, parameters)).toHaveLength(1);
  sandbox.advanceClock(1);
  expect(await problemsOf(started, parameters)).toEqual([]);
  expect(requestsTo(sandbox, '/api/ssl/v1/types')).toHaveLength(2);
});

test('a read that failed is made again at the next call', async () => {
  const { plugin, sandbox } = await startPlugin({ http: { retries: 0 } });
  sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
  await expect(plugin.getProductIds()).rejects.toThrow(expect.objectContaining({ code: 'unavailable' }));
  sandbox.setKnobs({ errorRate: 0 });
  expect(await plugin.getProductIds()).toHaveLength(4);
});
