import { isPlainText, plainText } from '@certbridge/plain-text';
import type { CliIo } from './cli-io.ts';
import { runApply } from './commands/apply.ts';
import { runHistory } from './commands/history.ts';
import { runImport } from './commands/import-missing.ts';
import { runRevert } from './commands/revert.ts';
import { runShow } from './commands/show.ts';
import { runSync } from './commands/sync.ts';
import { renderProblem } from './configuration-error.ts';
import { describeBug } from './describe-bug.ts';
import { printedLines, printedText } from './printed.ts';
import { type ProgramActions, runProgram } from './program.ts';

/**
 * Runs the program with a command line, without interpreter and program name, and returns its exit code.
 *
 * Never throws and never ends the process. One run at a time in a process: logging is configured for all of it.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const output = {
    writeOut: (text: string) => void io.stdout.write(text),
    writeErr: (text: string) => void io.stderr.write(printedText(withPlainWords(text.trimEnd(), argv))),
  };
  const actions: ProgramActions = {
    sync: (command) => runSync(command, io),
    apply: (command) => runApply(command, io),
    revert: (command) => runRevert(command, io),
    importMissing: (command) => runImport(command, io),
    history: (command) => runHistory(command, io),
    show: (command) => runShow(command, io),
    ca: async (command) => (await import('./ca/ca-command.ts')).runCa(command, io),
    // Loaded when asked for: servers and their libraries are dead weight for a sync.
    sandbox: async (command) => (await import('./commands/sandbox.ts')).runSandbox(command, io),
  };
  try {
    return await runProgram(argv, { actions, output });
  } catch (error) {
    io.stderr.write(printedLines([renderProblem({ file: '', ...describeBug(error) })]));
    return 1;
  }
}

/** A message repeats words of the command line that it does not understand; line ends in them are not its own. */
function withPlainWords(text: string, argv: readonly string[]): string {
  return argv
    .flatMap((word) => [word, word.slice(word.indexOf('=') + 1)])
    .filter((word) => !isPlainText(word))
    .reduce((rest, word) => rest.replaceAll(word, plainText(word)), text);
}
