import type { CliIo } from './cli-io.ts';
import { runSandbox } from './commands/sandbox.ts';
import { runSync } from './commands/sync.ts';
import { renderProblem } from './configuration-error.ts';
import { describeBug } from './describe-bug.ts';
import { runProgram } from './program.ts';

/**
 * Runs the program with a command line, without interpreter and program name, and returns its exit code.
 *
 * Never throws and never ends the process. One run at a time in a process: logging is configured for all of it.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const output = {
    writeOut: (text: string) => void io.stdout.write(text),
    writeErr: (text: string) => void io.stderr.write(text),
  };
  const actions = {
    sync: (command: Parameters<typeof runSync>[0]) => runSync(command, io),
    sandbox: (command: Parameters<typeof runSandbox>[0]) => runSandbox(command, io),
  };
  try {
    return await runProgram(argv, { actions, output });
  } catch (error) {
    io.stderr.write(`${renderProblem({ file: '', ...describeBug(error) })}\n`);
    return 1;
  }
}
