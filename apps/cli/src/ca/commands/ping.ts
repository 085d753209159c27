import type { CliIo } from '../../cli-io.ts';
import { type CaOptions, runCaCommand } from './run-ca-command.ts';

/** Tries the connection out and says so; returns the exit code. */
export function runCaPing(options: CaOptions, io: CliIo): Promise<number> {
  return runCaCommand(options, {
    io,
    command: 'ping',
    work: async ({ plugin }) => {
      await plugin.ping({ signal: io.signal });
      return { exitCode: 0, document: {}, lines: ['The certificate authority answers and takes the login.'] };
    },
  });
}
