import { existsSync } from 'node:fs';
import path from 'node:path';
import type { StateStore } from '@certbridge/metadata-sync';
import type { CliIo } from '../cli-io.ts';
import { ConfigurationError, renderProblem } from '../configuration-error.ts';
import { printedLines } from '../printed.ts';
import { findMissingDirectory } from './command-run.ts';
import { openStore, stateFile, toConfigurationError } from './open-state.ts';

/** What every command takes that only looks at the state. */
export interface HistoryOptions {
  readonly configDir: string;
  readonly state?: string | undefined;
}

/** The state to look at. */
export interface HistoryView {
  /** Undefined where no run has been recorded yet. */
  readonly store: StateStore | undefined;
  readonly file: string;
  readonly configDirectory: string;
}

/**
 * Opens the state to look at it, without configuration, login and network, and returns the exit code: 0, 2 where it
 * can't be used or the work refuses, 130 where it was interrupted.
 */
export async function withHistory(
  { configDir, state }: HistoryOptions,
  { io, work }: { readonly io: CliIo; readonly work: (view: HistoryView) => Promise<void> },
): Promise<number> {
  const configDirectory = path.resolve(io.cwd, configDir);
  const file = stateFile({ configDirectory, state, io });
  try {
    if (!existsSync(file)) await refuseWrongPlace({ configDirectory, state, file });
    const store = existsSync(file) ? await openStore(file) : undefined;
    try {
      await work({ store, file, configDirectory });
      return io.signal.aborted ? 130 : 0;
    } finally {
      await store?.close();
    }
  } catch (error) {
    const problem = toConfigurationError(error);
    if (!(problem instanceof ConfigurationError)) throw problem;
    io.stderr.write(printedLines(problem.problems.map(renderProblem)));
    return 2;
  }
}

/** No state is no error in a configuration that is new, but one that was named has to be there. */
async function refuseWrongPlace({
  configDirectory,
  state,
  file,
}: {
  configDirectory: string;
  state: string | undefined;
  file: string;
}): Promise<void> {
  if (state !== undefined) {
    const message = 'there is no such state file';
    throw new ConfigurationError([{ file, message, remedy: 'Name the file that the runs were made with.' }]);
  }
  const missing = await findMissingDirectory(configDirectory);
  if (missing !== undefined) throw new ConfigurationError([missing]);
}
