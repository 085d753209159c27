import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Workplace } from './harness.ts';
import { program, programEnv } from './program.ts';

const source = path.join(import.meta.dirname, '../src/main.ts');

/** Runs the program with its results going to a file; gives what it says on standard error. */
async function runInto(file: string, argv: readonly string[], start: readonly string[] = [program]) {
  const output = await open(file, 'w');
  onTestFinished(() => output.close());
  const child = spawn(process.execPath, [...start, ...argv], {
    env: programEnv,
    stdio: ['ignore', output.fd, 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([
    text(child.stderr as NodeJS.ReadableStream),
    once(child, 'exit'),
  ]);
  return { code, stderr };
}

async function startWork(): Promise<Workplace> {
  const workplace = await Workplace.create();
  onTestFinished(() => workplace.remove());
  return workplace;
}

describe.skipIf(!existsSync('/dev/full'))('a result that cannot be printed', () => {
  test.each([[['--help']], [['--version']], [['ca', 'annotations']]])(
    'of %j is not a success',
    async (argv) => {
      const { code, stderr } = await runInto('/dev/full', argv);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^The result can't be written to standard output \(ENOSPC\)\..*\n$/);
    },
  );

  test('leaves a wrong configuration what it is', async () => {
    const workplace = await startWork();
    const argv = ['sctokf', '--json', '--config-dir', workplace.configDir];
    expect(await runInto('/dev/full', argv)).toMatchObject({ code: 2 });
  });
});

test('a Node that is too old says in one line which one is needed', async () => {
  const workplace = await startWork();
  const older = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})";
  // From the sources: what is loaded before that line depends on how they are bundled.
  const start = ['--conditions=@certbridge/source', '--import', older, source];
  const result = await runInto(path.join(workplace.base, 'out'), ['--help'], start);
  expect(result).toEqual({
    code: 2,
    stderr:
      'certbridge needs Node.js 22.18 or later, and this is 20.20.2: install a newer one from https://nodejs.org.\n',
  });
});
