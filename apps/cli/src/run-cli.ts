import { isPlainText, isRecord, offerRecord, plainText } from '@certbridge/plain-text';
import type { CliIo } from './cli-io.ts';
import { renderFault } from './configuration-error.ts';
import { describeBug } from './describe-bug.ts';
import { printedLines, printedText } from './printed.ts';
import { version } from './version.ts';

/**
 * Runs the program with a command line, without interpreter and program name, and returns its exit code.
 *
 * Never ends the process, and rejects only for arguments that can't be used, with an `ApiError` 'invalid-argument': there may be no
 * place to tell it. One run at a time in a process: logging is configured for all of it.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const problem = problemOfArguments(argv, io);
  if (problem !== undefined) {
    const { ApiError } = await import('@certbridge/rest-client');
    throw new ApiError(problem, { code: 'invalid-argument' });
  }
  if (argv.length === 1 && argv[0] === '--version') {
    // Scripts and monitors ask for it again and again: the response need not wait for the program to load.
    io.stdout.write(`${version}\n`);
    return 0;
  }
  try {
    const { runProgram } = await import('./program.ts');
    return await runProgram(argv, {
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(printedText(withPlainWords(text.trimEnd(), argv))),
      invoke: ({ run }) => run(io),
    });
  } catch (error) {
    io.stderr.write(printedLines([renderFault(describeBug(error))]));
    return 1;
  }
}

/** A message repeats words of the command line; line ends in them must not pass for its own. */
function withPlainWords(text: string, argv: readonly string[]): string {
  return argv
    .flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])
    .filter((word) => !isPlainText(word))
    .reduce((rest, word) => rest.replaceAll(word, plainText(word)), text);
}

/** Says what is wrong with the arguments of `runCli`, in a sentence; undefined where nothing is. */
function problemOfArguments(argv: unknown, io: unknown): string | undefined {
  if (!Array.isArray(argv) || !argv.every((word) => typeof word === 'string'))
    return 'Argument 1 of runCli must be a list of texts.';
  if (typeof io !== 'object' || io === null) return 'Argument 2 of runCli must be an object of properties.';
  const { env, cwd, stdout, stderr, signal, allowTime }: Partial<CliIo> = io;
  const property = (name: keyof CliIo, expected: string) =>
    `The property ${name} of runCli must be ${expected}.`;
  if (!isRecord(env)) return property('env', 'an object of texts by name') + offerRecord(env);
  if (typeof cwd !== 'string') return property('cwd', 'text');
  for (const [name, output] of [
    ['stdout', stdout],
    ['stderr', stderr],
  ] as const) {
    if (typeof output?.write !== 'function') return property(name, 'an object with the function write');
  }
  if (!(signal instanceof AbortSignal)) return property('signal', 'an AbortSignal');
  if (allowTime !== undefined && typeof allowTime !== 'function') return property('allowTime', 'a function');
  return undefined;
}
