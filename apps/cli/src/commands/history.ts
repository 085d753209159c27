import { renderRuns } from '@certbridge/metadata-sync';
import type { CliIo } from '../cli-io.ts';
import { printPieces } from '../print-pieces.ts';
import { printedJson, printedLines } from '../printed.ts';
import { formatLocalTime } from './local-time.ts';
import { type HistoryOptions, withHistory } from './open-history.ts';
import { addStatus } from './run-status.ts';

/** The list of runs as the command line asks for it. */
export interface HistoryCommand extends HistoryOptions {
  readonly json: boolean;
  /** The latest so many; all of them without it. */
  readonly limit?: number | undefined;
}

/** Prints the runs, the latest first, and returns the exit code. */
export function runHistory({ json, limit, ...options }: HistoryCommand, io: CliIo): Promise<number> {
  return withHistory(options, {
    io,
    work: async ({ store, file, configDirectory }) => {
      const found = (await store?.listRuns(limit === undefined ? {} : { limit })) ?? [];
      const runs = await addStatus(found, configDirectory);
      if (json) return printPieces(io.stdout, [`${printedJson({ runs }, { indent: 2 })}\n`]);
      if (runs.length === 0) io.stderr.write(printedLines([`No run is recorded in ${file} yet.`]));
      else await printPieces(io.stdout, [printedLines(renderRuns(runs, formatLocalTime))]);
    },
  });
}
