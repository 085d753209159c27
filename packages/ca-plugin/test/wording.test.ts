import { expect, test } from 'vitest';
import { createSectigoPlugin, type ParameterWording } from '../src/index.ts';
import { orderOf } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { memoryReader } from './support/memory-reader.ts';
import { connectionTo, sandboxFor } from './support/plugin.ts';

const wording: ParameterWording = {
  source: (name) => `OPTION ${name}`,
  places: (names) => names.map((name) => `OPTION ${name}`).join(' or '),
  set: (name, value = '…') => `give OPTION ${name}=${value}`,
  fillIn: (names) => `give ${names.map((name) => `OPTION ${name}`).join(' and ')}`,
  field: (name) => `OPTION ${name}`,
};

async function refusalOf(parameters: Record<string, string>, names: readonly string[] = []) {
  const plugin = createSectigoPlugin({ reader: memoryReader(), wording });
  const sandbox = await sandboxFor();
  await plugin.initialize({ ...connectionTo(sandbox), ExternalRequestorFieldName: 'Requester' });
  const csr = await csrFor('www.corp.example');
  const { statusMessage } = await plugin.enroll(orderOf(csr, { parameters, san: { dns: names } }));
  await plugin.close();
  return statusMessage;
}

test('a host words where the parameters of a product are set', async () => {
  const refusals = [
    await refusalOf({ Organization: '' }),
    await refusalOf({ Organization: 'Nobody' }),
    await refusalOf({ Department: 'Nowhere' }),
    await refusalOf({ 'Cost Center': '' }),
    await refusalOf({ MultiDomain: 'false' }, ['api.corp.example']),
    await refusalOf({ Requester: 'no address' }),
  ];
  expect(refusals).toEqual([
    expect.stringContaining('Give OPTION Organization=…, or'),
    expect.stringContaining('(OPTION Organization)'),
    expect.stringContaining('(OPTION Department)'),
    expect.stringContaining('Give OPTION Cost Center.'),
    expect.stringContaining('or give OPTION MultiDomain=true'),
    expect.stringMatching(/^OPTION Requester must/),
  ]);
  for (const refusal of refusals) expect(refusal).not.toMatch(/template|enrollment field/);
});
