import { isPlainText } from '@certbridge/plain-text';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../../logging/redactor.ts';
import { printResult } from './ca-result.ts';

const secret = 'S3cret "text"\u2028';

test.each([false, true])(
  'whatever a result holds, it is printed as plain text without secrets (json: %s)',
  async (json) => {
    const redactor = createRedactor();
    redactor.addSecret(secret);
    const text = fc.string({ unit: 'binary' }).map((rest) => `x\n\u001b${rest}${secret}`);
    await fc.assert(
      fc.asyncProperty(text, async (hostile) => {
        const seen = { out: '', err: '' };
        const take = (name: 'out' | 'err') => ({
          write: (piece: string) => {
            seen[name] += piece;
          },
        });
        const { signal } = new AbortController();
        const io = { stdout: take('out'), stderr: take('err'), signal, env: {}, cwd: '' };
        const problem = { file: hostile, path: hostile, message: hostile, remedy: hostile };
        await printResult(
          { exitCode: 3, document: { name: hostile }, lines: [hostile, hostile], problems: [problem] },
          { json, io, redactor },
        );
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
