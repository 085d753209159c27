import type { RunSummary, SyncPlan } from '@certbridge/metadata-sync';
import { expect, test } from 'vitest';
import { createRedactor } from '../logging/redactor.ts';
import type { CommandRun } from './command-run.ts';
import { type Outcome, ResultPrinter } from './outcome.ts';
import { runSummaryForm } from './run-summary-form.ts';

const problem = { file: 'config.json', message: 'it is S3cret-text', remedy: 'Mend it.' };
const run = {
  command: 'sctokf',
  mode: 'sctokf',
  dryRun: true,
  runId: 'x',
  startedAt: new Date(0),
} as CommandRun;

function summary(exitCode: 1 | 2): RunSummary {
  return runSummaryForm.empty(run, { exitCode, problems: [problem] });
}

function printing(json: boolean) {
  const seen = { out: '', err: '' };
  const redactor = createRedactor();
  redactor.addSecret('S3cret-text');
  const take = (name: 'out' | 'err') => ({
    write: (text: string) => {
      seen[name] += text;
    },
  });
  const { signal } = new AbortController();
  const io = { stdout: take('out'), stderr: take('err'), signal };
  return { seen, printer: new ResultPrinter({ ...io, json, redactor }) };
}

const plan: SyncPlan = {
  header: {
    planId: 'x',
    mode: 'sctokf',
    createdAt: '',
    scope: '',
    createFields: ['Own\u001ber S3cret-text'],
    updateFields: [],
    certificates: 1,
    fields: [],
    scopeCertificates: 1,
    scopeValues: 0,
  },
  certificates: async function* () {
    yield {
      serialNumber: '0A',
      sectigoId: 1,
      keyfactorId: 2,
      fingerprint: 'f',
      changes: [
        { side: 'keyfactor', field: 'A', before: null, after: 'x', truncated: false, sensitive: false },
      ],
    };
    throw new RangeError('the rest can not be read');
  },
};

const failed: Outcome = { ran: true, summary: summary(1) };

test('the document is whole also where the plan can not be read to its end', async () => {
  const { printer, seen } = printing(true);
  await expect(printer.showPlan(plan)).rejects.toThrow();
  await printer.finish(failed, runSummaryForm);
  expect(JSON.parse(seen.out)).toMatchObject({
    exitCode: 1,
    plan: { createFields: ['Own\u001ber ***'], certificates: [{ serialNumber: '0A' }] },
    problems: [{ message: 'it is ***.' }],
  });
  expect(seen.out).toContain('Own\\u001ber ***');
  expect(seen.out + seen.err).not.toContain('S3cret');
});

test('text shows what could be read, without secrets and control characters', async () => {
  const { printer, seen } = printing(false);
  await expect(printer.showPlan(plan)).rejects.toThrow();
  await printer.finish(failed, runSummaryForm);
  expect(seen.out).toContain('+ metadata field Own\\u001ber ***\n~ 0A (Sectigo 1, Keyfactor 2)\n');
  expect(seen.out).toContain('\n\nsctokf (dry run, nothing written): failed\n');
  expect(seen.out + seen.err).not.toContain('S3cret');
});

test.each([false, true])('what kept a run from starting goes to standard error (json: %s)', async (json) => {
  const { printer, seen } = printing(json);
  await printer.finish({ ran: false, summary: summary(2), problems: [problem] }, runSummaryForm);
  expect(seen.err).toBe('config.json: it is ***. Mend it.\n');
  expect(seen.out === '').toBe(!json);
  expect(seen.out).not.toContain('S3cret');
});
