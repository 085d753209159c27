import { renderRuns } from '@certbridge/metadata-sync';
import { defineAction } from '../frame/action.ts';
import { wholeNumber } from '../option-values.ts';
import { jsonOption } from '../shared-options.ts';
import { formatLocalTime } from './local-time.ts';
import { stateAction, viewOfState } from './open-state.ts';
import { addStatus } from './run-status.ts';

/** Prints the runs, the latest first. */
export const historyAction = defineAction(
  () =>
    stateAction('history', 'list the runs, the latest first')
      .option('--limit <n>', 'only the latest so many', wholeNumber(1, 1_000_000))
      .addOption(jsonOption()),
  (io, { limit, ...options }) =>
    viewOfState(io, options, async ({ store, stateFile, configDirectory }) => {
      const found = (await store?.listRuns(limit === undefined ? {} : { limit })) ?? [];
      const runs = await addStatus(found, configDirectory);
      if (options.json) return { document: { runs } };
      if (runs.length > 0) return { lines: renderRuns(runs, formatLocalTime) };
      return { notes: [`No run is recorded in ${stateFile} yet.`] };
    }),
);
