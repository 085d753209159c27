import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, type Switches, startSandbox, switchChoices } from '../src/index.ts';
import { createRandom } from '../src/random.ts';
import { scmSwitchNames } from '../src/switches.ts';
import { Contract } from './contract.ts';
import { tourCommand, tourScm, tourScmOAuth } from './tour.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20, now: new Date('2026-03-15T10:00:00Z') });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
});

const numberValues: Partial<Record<keyof Switches, number[]>> = {
  reportMaxRows: [0, 5],
  reportShiftedDays: [0, 3],
  reportTaggedNames: [0, 3],
  maxReturnLimit: [0, 3],
  tokenLifetimeSeconds: [0, 3600],
  issueAfterRequests: [1, 0, 3],
  issueAfterMs: [0, 1],
  domainValidatedAfterRequests: [1, 0],
};
function valuesOf(name: keyof Switches): readonly (string | number)[] {
  return switchChoices[name].length > 0 ? switchChoices[name] : (numberValues[name] ?? []);
}

const names = Object.keys(switchChoices) as (keyof Switches)[];
const single = names.flatMap((name) =>
  valuesOf(name)
    .slice(1)
    .map((value) => ({ name, value })),
);

async function tourBoth(switches: Partial<Switches>): Promise<void> {
  sandbox.setSwitches(switches);
  await tourScm(sandbox);
  sandbox.reset();
  await tourScmOAuth(sandbox);
}

async function tourOther(switches: Partial<Switches>): Promise<void> {
  sandbox.setSwitches(switches);
  if (sandbox.switches.commandAuthentication === 'oauth')
    sandbox.setSwitches({ commandAuthentication: 'both' });
  await tourCommand(sandbox);
}

async function tour(switches: Partial<Switches>): Promise<void> {
  await tourBoth(switches);
  await tourOther(switches);
}

function operationIds(...contract: ConstructorParameters<typeof Contract>): string[] {
  return new Contract(...contract).operationIds();
}

/** Lists the operations that succeeded at least once, sorted. */
function succeeded(): string[] {
  const good = sandbox.requests.list().filter(({ status }) => (status ?? 500) < 300);
  return [...new Set(good.map(({ operation }) => operation))].sort();
}

describe('every response keeps its contract', () => {
  it('with all switches at their defaults', () => tour({}));

  it.each(single)('with $name = $value', ({ name, value }) =>
    (scmSwitchNames.includes(name) ? tourBoth : tourOther)({ [name]: value }),
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('with switches drawn at random, draw %i', (seed) => {
    const random = createRandom(seed);
    const drawn = names.map((name) => [name, valuesOf(name)[random.below(valuesOf(name).length)]]);
    // No contract describes a gateway's page, or a missing response.
    return tour({ ...Object.fromEntries(drawn), reportTooLarge: 'refused' });
  });
});

it('calls every operation of both contracts on the tour, with success, and nothing else', async () => {
  sandbox.requests.clear();
  await tourScm(sandbox);
  await tourCommand(sandbox);
  const { scm, command } = sandbox.requests.summary();
  const [scmIds, commandIds] = [operationIds('sectigo-scm'), operationIds('keyfactor-command')];
  expect(Object.keys(scm.byOperation).sort()).toEqual(scmIds);
  expect(Object.keys(command.byOperation).sort()).toEqual(commandIds);
  expect(succeeded()).toEqual([...scmIds, ...commandIds].sort());
});

it('calls every operation of the OAuth2 flavour on its tour', async () => {
  sandbox.requests.clear();
  await tourScmOAuth(sandbox);
  const expected = operationIds('sectigo-scm', 'oauth');
  expect(Object.keys(sandbox.requests.summary().scm.byOperation).sort()).toEqual(expected);
  expect(succeeded()).toEqual([...expected, 'token'].sort());
});

it('notices a response that violates the contract', () => {
  const contract = new Contract('sectigo-scm');
  const responseWith = (body: unknown, headers: Record<string, string>) => ({
    method: 'GET',
    template: '/api/ssl/v1',
    status: 200,
    headers: new Headers({ 'content-type': 'application/json', ...headers }),
    body: JSON.stringify(body),
  });
  expect(contract.check(responseWith([{ sslId: 1 }], { 'x-total-count': '1' }))).toEqual([]);
  expect(contract.check(responseWith([{ sslId: 1 }], {}))).toEqual(['header X-Total-Count is missing']);
  expect(contract.check(responseWith([{ sslId: '1' }], { 'x-total-count': '1' }))).not.toEqual([]);
  expect(contract.check(responseWith([{ sslId: 1, invented: 1 }], { 'x-total-count': '1' }))).not.toEqual([]);
  expect(contract.check({ ...responseWith([], { 'x-total-count': '1' }), status: 500 })).toEqual([
    'status 500 is not documented',
  ]);
});
