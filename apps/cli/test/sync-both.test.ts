import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Workplace, writesTo } from './harness.ts';
import { expectSummary, inCommand } from './support.ts';

let sandbox: Sandbox;
let workplace: Workplace;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 40 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.reset();
  workplace = await Workplace.create();
  await workplace.configure(sandbox);
  await workplace.run(['sctokf']);
  sandbox.requests.clear();
});
afterEach(() => workplace.remove());

interface Shown {
  readonly keyfactorId: number;
  readonly changes: readonly { readonly field: string }[];
}

/** Sets Cost_Center in Command for the first certificates that have one, as somebody would by hand. */
async function setByHand(count: number): Promise<readonly number[]> {
  const { stdout } = await workplace.run(['show', 'last', '--json']);
  const certificates: Shown[] = JSON.parse(stdout).certificates;
  const ids = certificates
    .filter(({ changes }) => changes.some(({ field }) => field === 'Cost_Center'))
    .map(({ keyfactorId }) => keyfactorId)
    .slice(0, count);
  await inCommand(sandbox, async (client) => {
    for (const id of ids) await client.certificates.updateMetadata(id, { Cost_Center: 'by hand' });
  });
  sandbox.requests.clear();
  return ids;
}

describe('sync', () => {
  test('brings what changed on one side to the other', async () => {
    await setByHand(2);
    const { code, summary } = await workplace.run(['sync', '--json']);
    expect(code).toBe(0);
    expect(summary()).toMatchObject({ command: 'both', certificates: { updated: 2, conflicts: [] } });
    const values = Object.values(sandbox.metadata().scm).map(
      ({ customFields }) => customFields['Cost Center'],
    );
    expect(values.filter((value) => value === 'by hand')).toHaveLength(2);
    expect(await workplace.run(['plan', 'both', '--detailed-exitcode'])).toMatchObject({ code: 0 });
  });

  test('reports a conflict with both values, writes neither, and ends with exit code 3', async () => {
    const [keyfactorId] = await setByHand(1);
    // Without the last agreed values nobody can tell who changed it.
    await rm(path.join(workplace.configDir, 'certbridge.db'));
    const { code, stdout, stderr } = await workplace.run(['sync', '--json']);
    expect(code).toBe(3);
    expectSummary(stdout);
    expect(JSON.parse(stdout).certificates.conflicts).toMatchObject([
      { keyfactorId, field: 'Cost Center', keyfactor: 'by hand', agreed: null },
    ]);
    expect(stderr).toContain('"by hand" in Keyfactor');
    expect(writesTo(sandbox)).toBe(0);
    expect(await workplace.logs()).not.toContain('by hand');
  });
});

describe('safety limits', () => {
  beforeEach(async () => {
    await workplace.configure(sandbox, { maxOverwritePercent: 1 });
    await setByHand(10);
  });

  test('stop a run that would overwrite too much, with what it would have done', async () => {
    const { code, stdout } = await workplace.run(['sctokf']);
    expect(code).toBe(4);
    expect(stdout).toContain('--force');
    expect(stdout).toMatch(/Keyfactor Cost_Center +0 +10 +0/);
    expect(writesTo(sandbox)).toBe(0);
  });

  test('let a plan be seen and kept, and stop its application, too', async () => {
    const plan = await workplace.run(['plan', 'sctokf', '--out', 'night.plan']);
    expect(plan.code).toBe(4);
    expect(plan.stdout).toContain('Keyfactor Cost_Center: "by hand" -> "');
    expect(await workplace.run(['apply', 'night.plan'])).toMatchObject({ code: 4 });
    expect(writesTo(sandbox)).toBe(0);
    expect(await workplace.run(['apply', 'night.plan', '--force'])).toMatchObject({ code: 0 });
  });

  test('are passed with --force', async () => {
    expect(await workplace.run(['sctokf', '--force'])).toMatchObject({ code: 0 });
    expect(writesTo(sandbox)).toBe(10);
  });
});
