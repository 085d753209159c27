import { invalidArgument } from './invalid-argument.ts';

/** What every summary has. */
interface AnySummary {
  readonly runId: string;
  readonly certificates: object;
  readonly problems: readonly unknown[];
}

/** Throws an `ApiError` 'invalid-argument' unless it is a summary: the `summary` of a result, and not the result. */
export function checkSummary(summary: AnySummary, of: string): void {
  const given: Partial<AnySummary> | null | undefined = summary;
  const isSummary =
    typeof given?.runId === 'string' &&
    typeof given.certificates === 'object' &&
    Array.isArray(given.problems);
  if (isSummary) return;
  throw invalidArgument(`The argument of ${of} must be the summary of a result.`);
}
