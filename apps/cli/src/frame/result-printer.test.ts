import type { SyncPlan } from '@certbridge/metadata-sync';
import { isPlainText } from '@certbridge/plain-text';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../logging/redactor.ts';
import { ResultPrinter } from './result-printer.ts';

function printing(json: boolean, { secret = 'S3cret-text', signal = new AbortController().signal } = {}) {
  const seen = { out: '', err: '' };
  const redactor = createRedactor();
  redactor.addSecret(secret);
  const take = (name: 'out' | 'err') => ({
    write: (text: string) => {
      seen[name] += text;
    },
  });
  const io = { stdout: take('out'), stderr: take('err'), signal };
  return { seen, redactor, printer: new ResultPrinter({ ...io, json, redactor }) };
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
    throw new RangeError('the rest cannot be read');
  },
};

const failed = {
  document: { exitCode: 1, note: 'it is S3cret-text' },
  lines: ['failed: S3cret-text'],
  problems: [],
};

test('the document is whole also where the plan cannot be read to its end', async () => {
  const { printer, seen } = printing(true);
  await expect(printer.showPlan(plan)).rejects.toThrow();
  await printer.print(failed);
  expect(JSON.parse(seen.out)).toMatchObject({
    exitCode: 1,
    plan: { createFields: ['Own\u001ber ***'], certificates: [{ serialNumber: '0A' }] },
    note: 'it is ***',
  });
  expect(seen.out).toContain('Own\\u001ber ***');
  expect(seen.out + seen.err).not.toContain('S3cret');
});

test('text shows what could be read, without secrets and control characters', async () => {
  const { printer, seen } = printing(false);
  await expect(printer.showPlan(plan)).rejects.toThrow();
  await printer.print(failed);
  expect(seen.out).toContain('+ metadata field Own\\u001ber ***\n~ 0A (Sectigo 1, Keyfactor 2)\n');
  expect(seen.out).toContain('\n\nfailed: ***\n');
  expect(seen.out + seen.err).not.toContain('S3cret');
});

test.each([false, true])('a list is printed as it is, and text follows it (json: %s)', async (json) => {
  const { printer, seen } = printing(json);
  await printer.showList(['{"runs":[', ']}\n']);
  await printer.print({ lines: ['none: S3cret-text'], notes: ['see S3cret-text'] });
  expect(seen.out).toBe(`{"runs":[]}\n${json ? '' : '\nnone: ***\n'}`);
  expect(seen.err).toBe(`see ***\n${json ? 'none: ***\n' : ''}`);
});

test.each([false, true])(
  'a list that an interruption cuts off is said to be incomplete (json: %s)',
  async (json) => {
    const interruption = new AbortController();
    const { printer, seen } = printing(json, { signal: interruption.signal });
    const piece = 'x'.repeat(64 * 1024);
    await printer.showList(
      (function* () {
        yield piece;
        interruption.abort();
        yield piece;
      })(),
    );
    expect(seen.out).toBe(piece);
    expect(seen.err).toBe('Interrupted: the list is not complete.\n');
  },
);

test('an interruption after the last piece of a list leaves it whole', async () => {
  const interruption = new AbortController();
  const { printer, seen } = printing(false, { signal: interruption.signal });
  await printer.showList(
    (function* () {
      yield 'x'.repeat(64 * 1024);
      interruption.abort();
    })(),
  );
  expect(seen.err).toBe('');
});

test('a list ends where nobody reads it any more', async () => {
  const written: string[] = [];
  const stdout = { closed: true, write: (text: string) => written.push(text) };
  const stderr = { write: () => true };
  const { signal } = new AbortController();
  const redactor = createRedactor();
  const printer = new ResultPrinter({ stdout, stderr, signal, json: false, redactor });
  function* endless() {
    for (;;) yield 'x'.repeat(1000);
  }
  await printer.showList(endless());
  expect(written).toHaveLength(1);
});

test.each([false, true])(
  'what kept an action from its work goes to standard error (json: %s)',
  async (json) => {
    const { printer, seen } = printing(json);
    const problem = { file: 'config.json', message: 'it is S3cret-text', remedy: 'Mend it.' };
    await printer.print({ document: { problems: [problem] }, lines: [], problems: [problem] });
    expect(seen.err).toBe('config.json: it is ***. Mend it.\n');
    expect(seen.out === '').toBe(!json);
    expect(seen.out).not.toContain('S3cret');
  },
);

test.each([false, true])(
  'whatever a result holds, it is printed as plain text without secrets (json: %s)',
  async (json) => {
    const secret = 'S3cret "text"\u2028';
    const text = fc.string({ unit: 'binary' }).map((rest) => `x\n\u001b${rest}${secret}`);
    await fc.assert(
      fc.asyncProperty(text, async (hostile) => {
        const { printer, seen, redactor } = printing(json, { secret });
        const problem = { file: hostile, path: hostile, message: hostile, remedy: hostile };
        await printer.print({ document: { name: hostile }, lines: [hostile, hostile], problems: [problem] });
        for (const line of `${seen.out}${seen.err}`.split('\n')) expect(isPlainText(line)).toBe(true);
        expect(seen.out + seen.err).not.toContain('S3cret');
        expect(seen.err.trimEnd().split('\n')).toHaveLength(json ? 3 : 1);
        if (json) expect(JSON.parse(seen.out).name).toBe(redactor.redact(hostile));
        else expect(seen.out.trimEnd().split('\n')).toHaveLength(2);
      }),
      { numRuns: 30 },
    );
  },
);
