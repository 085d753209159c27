import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectionTo } from './ca-workplace.ts';
import { Workplace } from './harness.ts';

const far = 'http://systems.example';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 0 });
});
afterAll(() => sandbox.close());

/** A configuration whose databases can't be opened, so that nothing is ever called. */
async function startWork(changes: Record<string, unknown>): Promise<Workplace> {
  const workplace = await Workplace.create();
  onTestFinished(() => workplace.remove());
  await workplace.configure(sandbox, changes);
  await workplace.write('ca.json', { ...connectionTo(sandbox), ApiEndpoint: far });
  for (const name of ['certbridge.db', 'ca.db']) await mkdir(path.join(workplace.configDir, name));
  return workplace;
}

test.each([
  ['sectigoAPIUrl', { sectigoAPIUrl: far }, 'Sectigo SCM'],
  ['keyfactorAPIUrl', { keyfactorAPIUrl: far }, 'Keyfactor Command'],
])('a password over plain http (%s) is warned of in every run', async (setting, changes, system) => {
  const workplace = await startWork(changes);
  for (const argv of [['sctokf'], ['kftosc'], ['plan', 'sctokf'], ['sctokf']]) {
    const { stderr } = await workplace.run(argv);
    expect(stderr).toContain(`The login to ${system} is sent over plain http`);
    expect(stderr).toContain(`(${setting})`);
  }
});

test('so it is in every run of certbridge ca', async () => {
  const workplace = await startWork({});
  for (const action of ['ping', 'products', 'sync']) {
    const { stderr } = await workplace.run(['ca', action]);
    expect(stderr).toContain('The login to Sectigo SCM is sent over plain http');
    expect(stderr).toContain('(ApiEndpoint)');
  }
});

test('on this machine nobody is warned', async () => {
  const workplace = await startWork({});
  expect((await workplace.run(['sctokf'])).stderr).not.toContain('plain http');
});
