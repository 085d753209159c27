import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Workplace, writesTo } from './harness.ts';
import { expectImportSummary } from './support.ts';

let sandbox: Sandbox;
let workplace: Workplace;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 40 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.reset();
  sandbox.requests.clear();
  workplace = await Workplace.create();
  await workplace.configure(sandbox);
});
afterEach(() => workplace.remove());

test('what is missing in Command is listed, and nothing is written', async () => {
  const { code, stdout } = await workplace.run(['import']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^import \(list only, nothing written\): done\n/);
  expect(stdout).toContain('Missing in Keyfactor (--apply imports them):');
  expect(writesTo(sandbox)).toBe(0);
});

test('what is missing is imported, recorded, and missing no more', async () => {
  const { code, stdout, stderr } = await workplace.run(['import', '--apply', '--json']);
  expect(code).toBe(0);
  expectImportSummary(stdout);
  const { certificates } = JSON.parse(stdout);
  expect(certificates.missing.length).toBeGreaterThan(0);
  expect(certificates.imported).toHaveLength(certificates.missing.length);
  expect(stderr).toContain('import: done');
  expect(await workplace.logs()).toContain('| Imported: ');
  const again = await workplace.run(['import', '--json']);
  expectImportSummary(again.stdout);
  expect(JSON.parse(again.stdout).certificates.missing).toEqual([]);
  expect((await workplace.run(['history'])).stdout).toMatch(/ import +done /);
});

test('a configuration that cannot be used ends with exit code 2 and its own summary', async () => {
  await workplace.configure(sandbox, { sslTypeIds: [] });
  const { code, stdout } = await workplace.run(['import', '--apply', '--json']);
  expect(code).toBe(2);
  expectImportSummary(stdout);
  expect(JSON.parse(stdout)).toMatchObject({ command: 'import', apply: true, exitCode: 2 });
});

test('an import waits for no other run', async () => {
  const startedAt = new Date().toISOString();
  await workplace.write('certbridge.lock', { pid: 4711, host: 'elsewhere', startedAt, command: 'sctokf' });
  const { code, stdout } = await workplace.run(['import', '--apply', '--json']);
  expect(code).toBe(4);
  expectImportSummary(stdout);
  expect(sandbox.requests.summary().total).toBe(0);
});

test('missing replacements stop it and are put into the file', async () => {
  await workplace.write('bannedcharacters.json', '[]');
  expect(await workplace.run(['import', '--apply'])).toMatchObject({ code: 4 });
  expect(await workplace.read('bannedcharacters.json')).toContain('"/"');
});
