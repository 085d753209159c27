import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { openStateStore } from '@certbridge/metadata-sync';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Workplace, writesTo } from './harness.ts';
import { expectSummary, inCommand } from './support.ts';

let sandbox: Sandbox;
let workplace: Workplace;
let stateFile: string;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20 });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.reset();
  sandbox.requests.clear();
  workplace = await Workplace.create();
  await workplace.configure(sandbox);
  stateFile = path.join(workplace.configDir, 'certbridge.db');
});
afterEach(() => workplace.remove());

/** Records a run that began and never ended, as a killed process leaves it. */
async function leaveRun({
  runId,
  pid,
  value,
  reverted,
}: {
  runId: string;
  pid: number;
  value?: string;
  /** The run that it was to revert; without it, it is a sync. */
  reverted?: string;
}): Promise<void> {
  const store = await openStateStore({ file: stateFile });
  const startedAt = new Date().toISOString();
  const kind =
    reverted === undefined
      ? ({ command: 'sctokf', of: null } as const)
      : ({ command: 'revert', of: reverted } as const);
  await store.beginRun({ runId, startedAt, pid, host: hostname(), ...kind });
  if (value !== undefined) {
    const change = {
      side: 'keyfactor',
      field: 'Cost_Center',
      before: null,
      after: value,
      outcome: 'started',
    } as const;
    const certificate = { position: 1, serialNumber: '0A', sectigoId: 1, keyfactorId: 1, at: startedAt };
    await store.recordCertificates(runId, [{ ...certificate, changes: [change] }]);
  }
  await store.close();
}

const first = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
const second = '1b4e28bb-2fa1-41d2-883f-0016d3cca427';

describe('history', () => {
  test('lists the runs, the latest first, and dry runs are none', async () => {
    await workplace.run(['sctokf']);
    await workplace.run(['sctokf', '--dry-run']);
    await workplace.run(['kftosc']);
    const { code, stdout } = await workplace.run(['history']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^run +started +command +ended +certificates +values written\n[0-9a-f]{8} .* kftosc +done +0 of \d+ +0\n[0-9a-f]{8} .* sctokf +done +\d+ of \d+ +\d+\n$/,
    );
    const { runs } = JSON.parse((await workplace.run(['history', '--json', '--limit', '1'])).stdout);
    expect(runs).toMatchObject([{ command: 'kftosc', status: 'ended', end: { exitCode: 0 } }]);
  });

  test('calls neither system, and needs no configuration directory where the state is named', async () => {
    await workplace.run(['sctokf']);
    const elsewhere = path.join(workplace.base, 'state.db');
    await rename(stateFile, elsewhere);
    await rm(workplace.configDir, { recursive: true });
    sandbox.requests.clear();
    expect(await workplace.run(['history', '--state', 'state.db'])).toMatchObject({ code: 0, stderr: '' });
    expect(await workplace.run(['show', 'last', '--state', elsewhere])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(sandbox.requests.summary().total).toBe(0);
    await mkdir(workplace.configDir);
  });

  test('is empty before the first run, and says so', async () => {
    expect(await workplace.run(['history'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('No run is recorded'),
    });
    expect(JSON.parse((await workplace.run(['history', '--json'])).stdout)).toEqual({ runs: [] });
  });

  test.each([
    ['a state file that was named', ['--state', 'none.db'], 'there is no such state file'],
    ['the configuration directory', ['--config-dir', 'nowhere'], '--config-dir'],
  ])('says so where %s is not there', async (_name, argv, message) => {
    const { code, stderr } = await workplace.run(['history', ...argv]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('tells a run under way from one that was killed', async () => {
    const lock = { pid: process.ppid, host: hostname(), startedAt: new Date(), command: 'sctokf' };
    await leaveRun({ runId: first, pid: 4_000_000 });
    await leaveRun({ runId: second, pid: process.ppid });
    await workplace.write('certbridge.lock', lock);
    const statuses = async () => {
      const { runs } = JSON.parse((await workplace.run(['history', '--json'])).stdout);
      return runs.map(({ status }: { status: string }) => status);
    };
    expect(await statuses()).toEqual(['under way', 'killed']);
    await workplace.write('certbridge.lock', { ...lock, pid: 4_000_000 });
    expect(await statuses()).toEqual(['killed', 'killed']);
    await rm(path.join(workplace.configDir, 'certbridge.lock'));
    expect(await statuses()).toEqual(['under way', 'killed']);
  });
});

describe('show', () => {
  beforeEach(() => workplace.run(['sctokf']));

  test('prints the run and each certificate with its values', async () => {
    const { code, stdout } = await workplace.run(['show', 'last']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sctokf [0-9a-f-]{36}: done\n/);
    expect(stdout).toMatch(
      /\n[0-9A-F]+ \(Sectigo \d+, Keyfactor \d+\)\n {4}Keyfactor \w+: \(empty\) -> ".*", written\n/,
    );
  });

  test('finds one certificate by its serial number in any notation', async () => {
    const { certificates } = JSON.parse((await workplace.run(['show', 'last', '--json'])).stdout);
    const [{ serialNumber }] = certificates;
    const asPairs = serialNumber.toLowerCase().match(/../g).join(':');
    const { stdout } = await workplace.run(['show', 'last', '--json', '--certificate', asPairs]);
    expect(JSON.parse(stdout).certificates).toEqual([certificates[0]]);
    for (const written of [
      `0x${serialNumber}`,
      `serial=00${serialNumber}`,
      `\u200e${asPairs.toLowerCase()}`,
    ]) {
      const again = await workplace.run(['show', 'last', '--json', '--certificate', written]);
      expect(JSON.parse(again.stdout).certificates).toEqual([certificates[0]]);
    }
    const none = await workplace.run(['show', 'last', '--certificate', '00:ff']);
    expect(none).toMatchObject({ code: 0 });
    expect(none.stdout).toContain('This run set out to write nothing to a certificate FF.');
    const document = await workplace.run(['show', 'last', '--certificate', 'FF', '--json']);
    expect(JSON.parse(document.stdout)).toMatchObject({ certificates: [] });
    expect(document.stderr).toContain('write nothing to a certificate FF.');
  });

  test.each(['www.example.org', '12G4', '+12', ''])(
    '%j is not a serial number: exit code 2',
    async (text) => {
      const { code, stdout, stderr } = await workplace.run(['show', 'last', '--certificate', text]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('must be a serial number');
    },
  );

  test('gives a table with a line a value', async () => {
    const { certificates } = JSON.parse((await workplace.run(['show', 'last', '--json'])).stdout);
    const values = certificates.flatMap(({ changes }: { changes: unknown[] }) => changes).length;
    const { stdout } = await workplace.run(['show', 'last', '--csv']);
    const [head, ...lines] = stdout.trimEnd().split('\r\n');
    expect(head).toBe('serialNumber,sectigoId,keyfactorId,side,field,before,after,outcome,at');
    expect(lines.length).toBe(values);
    expect(lines[0]).toMatch(/^[0-9A-F]+,\d+,\d+,keyfactor,\w+,,.+,written,\d{4}-.*Z$/);
  });

  test('takes the beginning of an id, and lists the runs where it fits several or none', async () => {
    await leaveRun({ runId: first, pid: 1 });
    await leaveRun({ runId: second, pid: 1 });
    expect((await workplace.run(['show', '1B4E28BA'])).stdout).toContain(first);
    const several = await workplace.run(['show', '1b4e28']);
    expect(several).toMatchObject({ code: 2, stdout: '' });
    expect(several.stderr).toContain('"1b4e28" names 2 runs');
    for (const id of [first, second]) expect(several.stderr).toContain(id);
    const none = await workplace.run(['show', 'ffffffff-0']);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain(first);
  });
});

describe('revert', () => {
  test('writes the former values back, and shows that before with --dry-run', async () => {
    const before = sandbox.metadata().digest;
    await workplace.run(['sctokf']);
    const after = sandbox.metadata().digest;
    const shown = await workplace.run(['revert', 'last', '--dry-run', '--json']);
    expect(shown.code).toBe(0);
    expectSummary(shown.stdout);
    expect(JSON.parse(shown.stdout).plan.certificates[0].changes[0].after).toBe('');
    expect(sandbox.metadata().digest).toBe(after);
    const { code, stdout } = await workplace.run(['revert', 'last']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^revert: done\n/);
    expect(sandbox.metadata().digest).toBe(before);
    expect((await workplace.run(['show', 'last'])).stdout).toContain('reverts the run');
  });

  test('does not take a revert that did not finish for the last run, and goes on with it by the id', async () => {
    const before = sandbox.metadata().digest;
    await workplace.run(['sctokf']);
    const { runs } = JSON.parse((await workplace.run(['history', '--json'])).stdout);
    const [{ runId: synced }] = runs;
    await leaveRun({ runId: first, pid: 1, reverted: synced });
    const again = await workplace.run(['revert', 'last', '--json']);
    expect(again.code).toBe(2);
    expectSummary(again.stdout);
    expect(again.stderr).toContain(`a revert of ${synced}`);
    expect(again.stderr).toContain(first);
    expect((await workplace.run(['show', 'last'])).stdout).toContain(first);
    expect((await workplace.run(['revert', synced])).code).toBe(0);
    expect(sandbox.metadata().digest).toBe(before);
  });

  test('leaves a value that somebody changed since', async () => {
    await workplace.run(['sctokf']);
    const { certificates } = JSON.parse((await workplace.run(['show', 'last', '--json'])).stdout);
    const [{ keyfactorId, changes }] = certificates;
    const { field } = changes[0];
    await inCommand(sandbox, (client) =>
      client.certificates.updateMetadata(keyfactorId, { [field]: 'by hand' }),
    );
    const { code } = await workplace.run(['revert', 'last']);
    expect(code).toBe(3);
    expect(Object.values(sandbox.metadata().command).map((values) => values[field])).toContain('by hand');
  });

  test.each([['last'], ['1b4e']])('of a run that is not there (%s) calls nothing', async (name) => {
    const { code, stdout, stderr } = await workplace.run(['revert', name, '--json']);
    expect(code).toBe(2);
    expectSummary(stdout);
    expect(stderr).toContain('no run is recorded yet');
    expect(sandbox.requests.summary().total).toBe(0);
    expect(await readdir(workplace.configDir)).not.toContain('certbridge.db');
  });
});

describe('the state', () => {
  test('belongs to its owner alone, and can be elsewhere', async () => {
    await workplace.run(['sctokf', '--state', 'state.db']);
    const file = path.join(workplace.base, 'state.db');
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await workplace.run(['history', '--state', 'state.db'])).stdout).toContain('sctokf');
  });

  test.each([
    ['sctokf', []],
    ['revert', ['last']],
    ['plan', ['sctokf']],
  ])('that is damaged ends %s with exit code 2 before anything is called', async (action, argv) => {
    await writeFile(stateFile, 'no database '.repeat(100));
    const { code, stdout, stderr } = await workplace.run([action, ...argv, '--json']);
    expect(code).toBe(2);
    expectSummary(stdout);
    expect(stderr).toContain('Move the file away');
    expect(sandbox.requests.summary().total).toBe(0);
    expect((await readFile(stateFile, 'utf8')).slice(0, 11)).toBe('no database');
  });

  test.each(['history', 'show last'])(
    'that is damaged ends %s with exit code 2 and the remedy',
    async (action) => {
      await writeFile(stateFile, 'no database '.repeat(100));
      const { code, stdout, stderr } = await workplace.run(action.split(' '));
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('Move the file away');
    },
  );

  test('that is deleted costs history, and no write', async () => {
    await workplace.run(['sctokf']);
    const written = writesTo(sandbox);
    await rm(stateFile);
    expect(await workplace.run(['sctokf'])).toMatchObject({ code: 0 });
    expect(writesTo(sandbox)).toBe(written);
  });

  test('of a run that was killed is reported by the next one', async () => {
    await leaveRun({ runId: first, pid: 4_000_000, value: 'x' });
    const { code, stdout } = await workplace.run(['sctokf']);
    expect(code).toBe(0);
    expect(stdout).toContain(`An earlier run was killed: ${first} (sctokf)`);
    const again = await workplace.run(['sctokf', '--json']);
    expect(again.summary().deadRuns).toEqual([]);
  });
});
