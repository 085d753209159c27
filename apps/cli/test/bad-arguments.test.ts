import { expect, test } from 'vitest';
import { type CliIo, runCli } from '../src/index.ts';

// What compiles in JavaScript only.

const output = { write: () => undefined };
const io: CliIo = {
  env: {},
  cwd: '/',
  stdout: output,
  stderr: output,
  signal: new AbortController().signal,
};

test.each<[unknown, unknown, string]>([
  [undefined, io, 'Argument 1 of runCli must be a list of texts.'],
  [['history', 5], io, 'Argument 1 of runCli must be a list of texts.'],
  [['--version'], undefined, 'Argument 2 of runCli must be an object of properties.'],
  [['history'], { ...io, env: undefined }, 'The property env of runCli must be an object of texts by name.'],
  [
    ['history'],
    { ...io, env: new Map([['SECTIGO_PASSWORD', 'a']]) },
    'The property env of runCli must be an object of texts by name. It is a Map: pass Object.fromEntries(map).',
  ],
  [['history'], { ...io, cwd: 5 }, 'The property cwd of runCli must be text.'],
  [
    ['history'],
    { ...io, stdout: {} },
    'The property stdout of runCli must be an object with the function write.',
  ],
  [
    ['history'],
    { ...io, stderr: undefined },
    'The property stderr of runCli must be an object with the function write.',
  ],
  [['history'], { ...io, signal: {} }, 'The property signal of runCli must be an AbortSignal.'],
  [['history'], { ...io, allowTime: 5 }, 'The property allowTime of runCli must be a function.'],
])("runCli rejects arguments that can't be used: %o", async (argv, host, message) => {
  await expect(runCli(argv as never, host as never)).rejects.toThrow(
    expect.objectContaining({ name: 'ApiError', code: 'invalid-argument', message }),
  );
});
