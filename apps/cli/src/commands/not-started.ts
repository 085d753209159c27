import type { RunProblem } from '@certbridge/metadata-sync';
import type { ConfigurationProblem } from '../configuration-error.ts';

/** What kept a run from doing anything. */
export interface StartFailure {
  readonly exitCode: 1 | 2 | 4;
  readonly problems: readonly ConfigurationProblem[];
}

/** Ends a run before either system was called. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted';
  readonly failure: StartFailure;

  constructor(failure: StartFailure) {
    super('The run was not started.');
    this.failure = failure;
  }
}

/** Renders a problem of the configuration as summaries have it. */
export function toRunProblem(problem: ConfigurationProblem): RunProblem {
  const { file, path: place, line, column, message, remedy } = problem;
  const position = line === undefined ? {} : { line, column: column ?? null };
  return { file: file || null, path: place || null, message: `${message}.`, remedy, ...position };
}
