import type { CliIo } from '../../cli-io.ts';
import { renderProblem } from '../../configuration-error.ts';
import { printedLines } from '../../printed.ts';
import type { CaStore } from '../database/ca-store.ts';
import { isExpected, toCaFailure } from './ca-error.ts';
import { findPlace, openExistingDatabase, type PlaceOptions } from './place.ts';

/**
 * Opens the database to look at it, without connection and network, and returns the exit code: 0, 130 where it was
 * interrupted, else that of the failure, which goes to standard error.
 */
export async function withDatabase(
  options: PlaceOptions,
  { io, work }: { readonly io: CliIo; readonly work: (store: CaStore) => Promise<void> },
): Promise<number> {
  try {
    const { databaseFile } = await findPlace(options, io);
    const store = await openExistingDatabase(databaseFile);
    try {
      await work(store);
      return io.signal.aborted ? 130 : 0;
    } finally {
      store.close();
    }
  } catch (error) {
    if (!isExpected(error)) throw error;
    const { exitCode, problems } = toCaFailure(error);
    io.stderr.write(printedLines(problems.map(renderProblem)));
    return exitCode;
  }
}
