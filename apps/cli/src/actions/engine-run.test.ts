import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runAction } from '../frame/run-action.ts';
import type { Concurrency } from '../settings/connect.ts';
import {
  type EngineRun,
  engineAction,
  engineRun,
  type SummaryEnding,
  type SummaryForm,
} from './engine-run.ts';

const form: SummaryForm<SummaryEnding> = { render: () => '', log: () => {}, empty: (_run, ending) => ending };

/** The concurrency of a run with such options. */
async function concurrencyOf(...argv: string[]): Promise<Concurrency | undefined> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'certbridge-run-'));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  const nowhere = { write: () => true };
  const io = { env: {}, cwd, stdout: nowhere, stderr: nowhere, signal: new AbortController().signal };
  const command = engineAction('sync', '').parse([...argv, '--config-dir', '.', '--log-level', 'off'], {
    from: 'user',
  });
  let concurrency: Concurrency | undefined;
  const purpose = { kind: 'both', mode: 'both', dryRun: true } as const;
  const work = async (run: EngineRun) => {
    concurrency = run.concurrency;
    return { exitCode: 0, problems: [] } as const;
  };
  await runAction(io, engineRun(io, { ...command.opts(), ...purpose }, { form, work }));
  return concurrency;
}

test('the concurrency of one system overrides that of both', async () => {
  expect(await concurrencyOf()).toEqual({ sectigo: 8, keyfactor: 8 });
  expect(await concurrencyOf('--concurrency', '16')).toEqual({ sectigo: 16, keyfactor: 16 });
  expect(await concurrencyOf('--sectigo-concurrency', '4')).toEqual({ sectigo: 4, keyfactor: 8 });
  expect(await concurrencyOf('--keyfactor-concurrency', '100', '--concurrency', '2')).toEqual({
    sectigo: 2,
    keyfactor: 100,
  });
});
