import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PlannedCertificate } from '@certbridge/metadata-sync';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Workplace, writesTo } from './harness.ts';
import { expectSummary, inCommand } from './support.ts';

let sandbox: Sandbox;
let workplace: Workplace;
let planFile: string;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.reset();
  sandbox.requests.clear();
  workplace = await Workplace.create();
  await workplace.configure(sandbox);
  planFile = path.join(workplace.base, 'night.plan');
});
afterEach(() => workplace.remove());

async function makePlan(...argv: string[]) {
  const result = await workplace.run(['plan', 'sctokf', '--out', 'night.plan', ...argv]);
  expect(result.code).toBe(0);
  const [, ...lines] = (await readFile(planFile, 'utf8')).trimEnd().split('\n');
  const certificates = lines.slice(0, -1).map((line): PlannedCertificate => JSON.parse(line));
  return { ...result, certificates };
}

describe('a plan', () => {
  test('shows each value before and after, then each field, then the summary, and writes nothing', async () => {
    const { code, stdout } = await workplace.run(['plan', 'sctokf']);
    expect(code).toBe(0);
    const order = [
      /\+ metadata field Cost_Center/,
      / Keyfactor Cost_Center: \(empty\) -> "/,
      /Values by field:/,
      /sctokf \(dry run, nothing written\): done/,
      /certificates in scope/,
    ].map((text) => stdout.search(text));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBe(0);
    expect(writesTo(sandbox)).toBe(0);
    expect(await readdir(workplace.configDir)).toHaveLength(3);
  });

  test('is what sctokf --dry-run shows', async () => {
    const [plan, dryRun] = [
      await workplace.run(['plan', 'sctokf']),
      await workplace.run(['sctokf', '--dry-run']),
    ];
    const withoutCalls = (text: string) => text.replace(/calls .*/, '');
    expect(withoutCalls(plan.stdout)).toBe(withoutCalls(dryRun.stdout));
  });

  test('is one JSON document with --json', async () => {
    const { stdout, stderr } = await workplace.run(['plan', 'sctokf', '--json']);
    expectSummary(stdout);
    const { plan, exitCode, changes } = JSON.parse(stdout);
    expect(exitCode).toBe(0);
    expect(plan.createFields).toContain('Cost_Center');
    expect(plan.certificates.length).toBeGreaterThan(15);
    expect(changes.length).toBeGreaterThan(0);
    expect(stderr).toContain('sctokf (dry run, nothing written): done');
  });

  test.each(['kftosc', 'both'])('of %s can be had', async (mode) => {
    await workplace.run(['sctokf']);
    const { code, stdout } = await workplace.run(['plan', mode, '--json']);
    expectSummary(stdout);
    expect(JSON.parse(stdout)).toMatchObject({ mode, dryRun: true });
    expect([0, 3]).toContain(code);
  });

  test('ends with exit code 5 where there is something to apply, if asked to, and with 0 where there is not', async () => {
    const plan = ['plan', 'sctokf', '--detailed-exitcode', '--json'];
    const first = await workplace.run(plan);
    expect(first.code).toBe(5);
    expectSummary(first.stdout);
    await workplace.run(['sctokf']);
    expect(await workplace.run(plan)).toMatchObject({ code: 0 });
  });

  test('is one document, too, where the run fails', async () => {
    await workplace.configure(sandbox, { sectigoPassword: 'Wr0ng' });
    const { code, stdout } = await workplace.run(['plan', 'sctokf', '--json', '--detailed-exitcode']);
    expect(code).toBe(1);
    expectSummary(stdout);
  });
});

describe('a plan in a file', () => {
  test('belongs to its owner alone, and replaces an older plan', async () => {
    await makePlan();
    await makePlan();
    expect(await readdir(workplace.base)).toEqual(['config', 'logs', 'night.plan']);
    if (process.platform !== 'win32') expect((await stat(planFile)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['another file', '{"config": {}}'],
    ['an empty file', ''],
  ])('never replaces %s', async (_name, content) => {
    await writeFile(planFile, content);
    const { code, stderr } = await workplace.run(['plan', 'sctokf', '--out', 'night.plan']);
    expect(code).toBe(2);
    expect(stderr).toContain('not a plan of certbridge, and is not overwritten');
    expect(await readFile(planFile, 'utf8')).toBe(content);
    expect(sandbox.requests.summary().total).toBe(0);
  });

  test('that cannot be written is found before the run, and leaves nothing behind', async () => {
    const { code, stdout } = await workplace.run(['plan', 'sctokf', '--json', '--out', 'nowhere/night.plan']);
    expect(code).toBe(2);
    expectSummary(stdout);
    expect(JSON.parse(stdout).problems).toMatchObject([
      { message: expect.stringMatching(/^there is no folder .*nowhere\.$/) },
    ]);
    expect(await readdir(workplace.base)).toEqual(['config', 'logs']);
  });
});

describe('apply', () => {
  test('does what the plan says, after which there is nothing to do', async () => {
    const { certificates } = await makePlan();
    const { code, stdout } = await workplace.run(['apply', 'night.plan', '--json']);
    expect(code).toBe(0);
    expectSummary(stdout);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'apply',
      certificates: { updated: certificates.length },
    });
    const again = await workplace.run(['plan', 'sctokf', '--detailed-exitcode']);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/^sctokf \(dry run, nothing written\): done\n/);
  });

  test('leaves out what has changed since, and does the rest', async () => {
    const first = await makePlan();
    const isCostCenter = ({ field }: { field: string }) => field === 'Cost_Center';
    const [one = 0, two = 0] = first.certificates
      .filter(({ changes }) => changes.some(isCostCenter))
      .map(({ keyfactorId }) => keyfactorId ?? 0);
    const setByHand = (id: number, value: string) =>
      inCommand(sandbox, (client) => client.certificates.updateMetadata(id, { Cost_Center: value }));
    await workplace.run(['apply', 'night.plan']);
    await setByHand(one, 'by hand');
    await setByHand(two, 'by hand');
    const { certificates } = await makePlan();
    expect(certificates.map(({ keyfactorId }) => keyfactorId)).toEqual([one, two]);
    await setByHand(one, 'once more');
    const { code, summary } = await workplace.run(['apply', 'night.plan', '--json']);
    expect(code).toBe(3);
    expect(summary().certificates).toMatchObject({ updated: 1, failed: [{ keyfactorId: one }] });
  });

  test('refuses a plan for other fields with exit code 4, and writes nothing', async () => {
    await makePlan();
    const orderNumber = {
      sectigoFieldName: 'orderNumber',
      keyfactorMetadataFieldName: 'Order',
      keyfactorDataType: 2,
    };
    await workplace.write('fields.json', { ManualFields: [orderNumber] });
    const { code, stdout } = await workplace.run(['apply', 'night.plan']);
    expect(code).toBe(4);
    expect(stdout).toContain('The plan was made for other systems or fields');
    expect(writesTo(sandbox)).toBe(0);
  });

  test('refuses while another run has the lock', async () => {
    await makePlan();
    const startedAt = new Date().toISOString();
    await workplace.write('certbridge.lock', { pid: 4711, host: 'elsewhere', startedAt, command: 'sctokf' });
    const { code, stderr } = await workplace.run(['apply', 'night.plan']);
    expect(code).toBe(4);
    expect(stderr).toContain('process 4711 on elsewhere');
  });

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'edited',
      (text) => text.replace('"after":"', '"after":"x'),
      /night\.plan: the plan was changed after it was made/,
    ],
    ['cut off', (text) => text.slice(0, -100), /the plan is incomplete/],
    [
      'newer',
      (text) => text.replace('"version":1', '"version":2'),
      /a newer version of certbridge made this plan/,
    ],
    ['no plan', () => '{}', /this is not a plan of certbridge/],
  ])(
    'refuses a file that is %s with exit code 2 before anything is called',
    async (_name, change, message) => {
      await makePlan();
      sandbox.requests.clear();
      await writeFile(planFile, change(await readFile(planFile, 'utf8')));
      const { code, stdout, stderr } = await workplace.run(['apply', 'night.plan', '--json']);
      expect(code).toBe(2);
      expectSummary(stdout);
      expect(stderr).toMatch(message);
      expect(sandbox.requests.summary().total).toBe(0);
    },
  );

  test('says so where there is no such file', async () => {
    const { code, stderr } = await workplace.run(['apply', 'none.plan']);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no such plan');
  });
});

describe('values of sensitive fields', () => {
  const field = {
    sectigoFieldName: 'Cost Center',
    keyfactorMetadataFieldName: 'Cost_Center',
    keyfactorDataType: 1,
    sensitive: true,
  };
  beforeEach(async () => {
    await workplace.configure(sandbox, { importAllCustomFields: 'false' });
    await workplace.write('fields.json', { CustomFields: [field] });
  });

  function costCenters(): string[] {
    const values = JSON.stringify(sandbox.metadata()).match(/"Cost[ _]Center":"[^"]+/g) ?? [];
    return [...new Set(values.map((text) => text.slice('"Cost_Center":"'.length)))];
  }

  test('are in no plan, output, log and history, and applying the plan writes them', async () => {
    const values = costCenters();
    expect(values.length).toBeGreaterThan(3);
    const { stdout, stderr } = await makePlan();
    const json = await workplace.run(['plan', 'sctokf', '--json']);
    expect(stdout).toContain('Keyfactor Cost_Center: (empty) -> ***');
    const applied = await workplace.run(['apply', 'night.plan', '--json', '--log-level', 'trace']);
    expect(applied.code).toBe(0);
    expect(await workplace.run(['plan', 'sctokf', '--detailed-exitcode'])).toMatchObject({ code: 0 });
    const shown = await workplace.run(['show', 'last', '--json']);
    expect(JSON.parse(shown.stdout).certificates[0].changes[0]).toMatchObject({
      after: '***',
      outcome: 'written',
    });
    const seen = [
      stdout,
      stderr,
      json.stdout,
      json.stderr,
      applied.stdout,
      applied.stderr,
      shown.stdout,
    ].join('');
    const files = await Promise.all(
      [planFile, path.join(workplace.configDir, 'certbridge.db')].map((file) => readFile(file, 'latin1')),
    );
    const everything = seen + files.join('') + (await workplace.logs());
    for (const value of values) expect(everything).not.toContain(value);
  });
});
